import type { MarketKind } from '#config';
import { isSimulatedTradingDay, SIMULATED_SESSION } from '../simulated/timetable.ts';
import { calendarDate, SATURDAY } from './calendar-date.ts';
import { nyseCloseMinute } from './nyse-calendar.ts';

const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * 60_000;
const FOREX_DAY_END = 17 * 60;

/** When dealers that close early on 24 and 31 December do so. */
const FOREX_EVE_CLOSE = 14 * 60;
const NYSE_OPEN = 9 * 60 + 30;

/** Wall-clock minutes since midnight of the trading day; negative on the evening before. */
export interface DayHours {
  readonly openMinute: number;
  readonly closeMinute: number;
}

/** What one kind of market does on which day, in its own wall-clock time. */
export interface MarketRules {
  readonly timeZone: string;
  /** When the next trading day begins, minutes after local midnight. */
  readonly dayEndMinute: number;
  /** Hours of a day on which nothing is special. */
  readonly usual: DayHours;
  /** Hours on the day stamped so; null when closed. */
  hoursOn(day: number): DayHours | null;
  /** Minute from which on an open day some sources have no more bars; absent where all keep the hours. */
  sureCloseMinute?(day: number): number | null;
  /** Whether some source has bars on a closed day; absent where none has. */
  someQuoteOn?(day: number): boolean;
}

const ALL_DAY: DayHours = { openMinute: 0, closeMinute: DAY_MINUTES };
const FOREX_DAY: DayHours = {
  openMinute: FOREX_DAY_END - DAY_MINUTES,
  closeMinute: FOREX_DAY_END,
};
const NYSE_DAY: DayHours = { openMinute: NYSE_OPEN, closeMinute: 16 * 60 };

/** The rules of every kind of market. */
export const MARKET_RULES: Readonly<Record<MarketKind, MarketRules>> = {
  'us-stocks': {
    timeZone: 'America/New_York',
    dayEndMinute: DAY_MINUTES,
    usual: NYSE_DAY,
    hoursOn: (day) => {
      const closeMinute = nyseCloseMinute(day);
      return closeMinute === null ? null : { openMinute: NYSE_OPEN, closeMinute };
    },
  },
  forex: {
    timeZone: 'America/New_York',
    dayEndMinute: FOREX_DAY_END,
    usual: FOREX_DAY,
    hoursOn: (day) => (isForexDay(day) ? FOREX_DAY : null),
    sureCloseMinute: (day) => (isForexHoliday(day + DAY_MS) ? FOREX_EVE_CLOSE : null),
    someQuoteOn: isForexHoliday,
  },
  continuous: {
    timeZone: 'UTC',
    dayEndMinute: DAY_MINUTES,
    usual: ALL_DAY,
    hoursOn: () => ALL_DAY,
  },
  simulated: {
    timeZone: 'UTC',
    dayEndMinute: DAY_MINUTES,
    usual: SIMULATED_SESSION,
    hoursOn: (day) => (isSimulatedTradingDay(day) ? SIMULATED_SESSION : null),
  },
};

/**
 * Whether currencies trade on the day that ends at 17:00 New York: all weekdays but 25 December and
 * 1 January, when no centre makes prices.
 *
 * Neither is made up for after a weekend. Some dealers close early on the evenings before, some quote
 * a few hours on the days themselves; no rule is common to them.
 */
function isForexDay(day: number): boolean {
  return calendarDate(day).weekday < SATURDAY && !isForexHoliday(day);
}

function isForexHoliday(day: number): boolean {
  const { month, dayOfMonth, weekday } = calendarDate(day);
  const isHoliday = (month === 12 && dayOfMonth === 25) || (month === 1 && dayOfMonth === 1);
  return isHoliday && weekday < SATURDAY;
}
