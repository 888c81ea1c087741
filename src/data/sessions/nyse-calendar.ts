import {
  type CalendarDate,
  calendarDate,
  FRIDAY,
  MONDAY,
  SATURDAY,
  THURSDAY,
  WEDNESDAY,
} from './calendar-date.ts';

const DAY_MS = 86_400_000;

const REGULAR_CLOSE = 16 * 60;

/** Month · 100 + day, to the first year in which the exchange kept it. */
const FIXED_HOLIDAYS: readonly (readonly [monthDay: number, since: number])[] = [
  [101, 0],
  [619, 2022],
  [704, 0],
  [1225, 0],
];

/** Weekday within the seven days from a day of a month on: Martin Luther King, Washington, Memorial, Labor, Thanksgiving. */
const FLOATING_HOLIDAYS: Readonly<
  Record<number, readonly [weekday: number, firstDay: number, since: number]>
> = {
  1: [MONDAY, 15, 1998],
  2: [MONDAY, 15, 0],
  5: [MONDAY, 25, 0],
  9: [MONDAY, 1, 0],
  11: [THURSDAY, 22, 0],
};

/** Days that no rule closes: elections, mourning, a blackout, storms, an attack. */
const EXTRA_CLOSURES = daysOf(
  '1972-11-07 1972-12-28 1973-01-25 1976-11-02 1977-07-14 1980-11-04 1985-09-27 1994-04-27',
  '2001-09-11 2001-09-12 2001-09-13 2001-09-14 2004-06-11 2007-01-02 2012-10-29 2012-10-30',
  '2018-12-05 2025-01-09',
);

/** Fridays after Christmas, and the eve of the year 2000. */
const EXTRA_HALF_DAYS = daysOf('1997-12-26 1999-12-31 2003-12-26');

/**
 * When the New York Stock Exchange closes on a day.
 *
 * Its rules of the time: a holiday on Saturday closes Friday, but New Year's Day closes none; on Sunday
 * it closes Monday. Half days end at 13:00, until 1992 at 14:00. Late openings and halts within a
 * session are not in it. Trading days hold from 1972 on, hours from 1990 on; years to come follow the
 * rules of today.
 *
 * @param day - 00:00Z of the date, UTC epoch ms
 * @returns minutes after midnight in New York; null on a day without trade
 * @see https://www.nyse.com/markets/hours-calendars; NYSE Rule 7.2
 */
export function nyseCloseMinute(day: number): number | null {
  const date = calendarDate(day);
  if (date.weekday >= SATURDAY || EXTRA_CLOSURES.has(day) || isHoliday(day, date)) return null;
  if (!isHalfDay(day, date)) return REGULAR_CLOSE;
  return date.year < 1993 ? 14 * 60 : 13 * 60;
}

function isHoliday(day: number, date: CalendarDate): boolean {
  const { year, month, dayOfMonth, weekday } = date;
  const [floatingWeekday, firstDay, since] = FLOATING_HOLIDAYS[month] ?? [-1, 0, 0];
  const floats = dayOfMonth >= firstDay && dayOfMonth < firstDay + 7;
  if (weekday === floatingWeekday && floats && year >= since) return true;
  if (weekday === FRIDAY && day === easterSunday(year) - 2 * DAY_MS) return true;
  if (weekday === FRIDAY && month === 12 && dayOfMonth === 31) return false;
  return isFixedHoliday(day) || isObservedHere(day, weekday);
}

/** Friday stands in for Saturday, Monday for Sunday. */
function isObservedHere(day: number, weekday: number): boolean {
  if (weekday === FRIDAY) return isFixedHoliday(day + DAY_MS);
  return weekday === MONDAY && isFixedHoliday(day - DAY_MS);
}

function isFixedHoliday(day: number): boolean {
  const { year, month, dayOfMonth } = calendarDate(day);
  return FIXED_HOLIDAYS.some(
    ([monthDay, since]) => monthDay === month * 100 + dayOfMonth && year >= since,
  );
}

function isHalfDay(day: number, { year, month, dayOfMonth, weekday }: CalendarDate): boolean {
  if (EXTRA_HALF_DAYS.has(day)) return true;
  const isDate = (wantedMonth: number, wantedDay: number) =>
    month === wantedMonth && dayOfMonth === wantedDay;
  // Until 2012 a Thursday's Independence Day shortened the Friday after it, since then the Wednesday before.
  if (isDate(7, 3)) return year >= (weekday === WEDNESDAY ? 2013 : 1995);
  if (isDate(7, 5)) return weekday === FRIDAY && year >= 1995 && year < 2013;
  if (isDate(12, 24)) return year >= 1990;
  const afterThanksgiving = weekday === FRIDAY && dayOfMonth >= 23 && dayOfMonth <= 29;
  return month === 11 && afterThanksgiving && year >= 1992;
}

/**
 * Stamp of Easter Sunday.
 *
 * @see J. Meeus, Astronomical Algorithms (1991), ch. 8: the Gregorian Easter
 */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const weekdayShift =
    (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const lateShift = Math.floor((golden + 11 * epact + 22 * weekdayShift) / 451);
  const days = epact + weekdayShift - 7 * lateShift + 114;
  return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}

function daysOf(...lines: readonly string[]): ReadonlySet<number> {
  return new Set(lines.flatMap((line) => line.split(' ').map((date) => Date.parse(date))));
}
