import { type Interval, intervalMs } from '#base';
import type { DataConfig } from '#config';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** Where every simulated path of an interval begins; all but the last are Mondays at 00:00Z. */
const ORIGIN: Readonly<Record<Interval, number>> = {
  '1m': Date.UTC(2023, 0, 2),
  '5m': Date.UTC(2023, 0, 2),
  '15m': Date.UTC(2023, 0, 2),
  '30m': Date.UTC(2023, 0, 2),
  '1h': Date.UTC(2015, 0, 5),
  '4h': Date.UTC(2015, 0, 5),
  '1d': Date.UTC(2000, 0, 3),
  '1w': Date.UTC(2000, 0, 3),
};

/** Hours of simulated stocks on a trading day, minutes after 00:00 UTC. */
export const SIMULATED_SESSION = { openMinute: 14 * 60 + 30, closeMinute: 21 * 60 };
const SESSION_OPEN_MS = SIMULATED_SESSION.openMinute * MINUTE_MS;
const SESSION_MS = SIMULATED_SESSION.closeMinute * MINUTE_MS - SESSION_OPEN_MS;
/** Share of a stock's daily variance that arrives while its market is closed. */
const NIGHT_SHARE = 0.25;

/** Month · 100 + day; a weekend's holiday closes the nearest weekday. */
const FIXED_HOLIDAYS = new Set([101, 619, 704, 1225]);
/** Month to the weekday that is off and the first day of the month it may fall on. */
const FLOATING_HOLIDAYS: Readonly<Record<number, readonly [weekday: number, firstDay: number]>> = {
  1: [1, 15],
  2: [1, 15],
  5: [1, 25],
  9: [1, 1],
  11: [4, 22],
};

/** When the bars of one interval lie, and how much of a year each of them is. */
export interface Timetable {
  readonly origin: number;
  readonly barsPerYear: number;
  /** A fifth or a seventh for weekly bars. */
  readonly barsPerDay: number;
  /** A market closes after every this many bars; the first bar follows a closed period. */
  readonly barsPerSession: number;
  /** Variance of the closed period over the variance of one bar's open hours; 0 when never closed. */
  readonly nightVariance: number;
  /** Stamps of all bars from the origin to before `end`, and of the `spare` bars that follow. */
  times(end: number, spare: number): Float64Array;
}

/** Stocks trade 252 days a year, 14:30-21:00 UTC; continuous markets every hour of 365 days. */
export function timetableOf(
  interval: Interval,
  calendar: DataConfig['simulated']['calendar'],
): Timetable {
  const origin = ORIGIN[interval];
  const length = intervalMs(interval);
  const stocks = calendar === 'stocks';
  if (!stocks || interval === '1w') {
    const barsPerDay = interval === '1w' && stocks ? 1 / 5 : DAY_MS / length;
    return {
      origin,
      barsPerYear: interval === '1w' ? 52 : 365 * barsPerDay,
      barsPerDay,
      barsPerSession: 1,
      nightVariance: stocks ? nightVariance(5) : 0,
      times: (end, spare) => {
        const count = Math.max(0, Math.ceil((end - origin) / length)) + spare;
        return Float64Array.from({ length: count }, (_, row) => origin + row * length);
      },
    };
  }
  const barsPerSession = interval === '1d' ? 1 : Math.ceil(SESSION_MS / length);
  const offsets = Array.from({ length: barsPerSession }, (_, bar) =>
    interval === '1d' ? 0 : SESSION_OPEN_MS + bar * length,
  );
  return {
    origin,
    barsPerYear: 252 * barsPerSession,
    barsPerDay: barsPerSession,
    barsPerSession,
    nightVariance: nightVariance(1) * barsPerSession,
    times: (end, spare) => sessionTimes(origin, offsets, end, spare),
  };
}

/** Variance of one night over the rest of the variance of `days` trading days. */
function nightVariance(days: number): number {
  return NIGHT_SHARE / (days - NIGHT_SHARE);
}

function sessionTimes(
  origin: number,
  offsets: readonly number[],
  end: number,
  spare: number,
): Float64Array {
  const times: number[] = [];
  let toSpare = spare;
  for (let day = origin; ; day += DAY_MS) {
    if (!isSimulatedTradingDay(day)) continue;
    for (const offset of offsets) {
      if (day + offset >= end && toSpare-- <= 0) return Float64Array.from(times);
      times.push(day + offset);
    }
  }
}

/** Whether simulated stocks trade on the day stamped so: weekdays without nine holidays a year. */
export function isSimulatedTradingDay(day: number): boolean {
  const date = new Date(day);
  const weekday = date.getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  const floating = FLOATING_HOLIDAYS[date.getUTCMonth() + 1];
  const since = floating === undefined ? -1 : date.getUTCDate() - floating[1];
  if (floating?.[0] === weekday && since >= 0 && since < 7) return false;
  const observed =
    weekday === 1 ? [day, day - DAY_MS] : weekday === 5 ? [day, day + DAY_MS] : [day];
  return !observed.some(isFixedHoliday);
}

function isFixedHoliday(day: number): boolean {
  const date = new Date(day);
  return FIXED_HOLIDAYS.has((date.getUTCMonth() + 1) * 100 + date.getUTCDate());
}
