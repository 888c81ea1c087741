const DAY_MS = 86_400_000;

/** The mean Gregorian year, in which elapsed time becomes years. */
export const YEAR_MS = 365.2425 * DAY_MS;

/** Trading days a year: closed at weekends, open from Sunday evening, always open. */
const DAYS_PER_YEAR = { exchange: 252, currency: 312, continuous: 365 };

const WEEKS_PER_YEAR = 52;

/** Mean days between reports of a month, a quarter and a year, and how many there are a year. */
const REPORTS = [
  { from: 27, to: 34, perYear: 12 },
  { from: 85, to: 97, perYear: 4 },
  { from: 355, to: 375, perYear: 1 },
];

/** Bars further apart than this on average are none of a day or shorter. */
const MOST_DAYS_OF_DAILY = 4;

/** Bars further apart than this are none of a week. */
const MOST_DAYS_OF_A_WEEK = 10;

/** A gap of so many usual ones is a hole. */
const HOLE_OF_GAPS = 10;

/** With this many days, the first and the last, which may be cut, are not needed to count bars a day. */
const ENOUGH_DAYS = 5;

/**
 * Bars a year, read off the bars' own stamps: the P of √P in every annualised figure.
 *
 * P = (bars / days with a bar) · D, with D = 252 when five weekdays trade, 312 when Sunday evening
 * opens the week as in currencies, 365 when Saturdays trade too; 52 when bars are on average more
 * than four days apart, 12, 4 or 1 when they are a month, a quarter or a year apart, and as many as fit
 * into a year when it is another time of more than ten days; holes, ten times as long as the median of all
 * gaps, are left out of that average. Days are UTC; from five days on the first and last, which may be cut,
 * do not count. A weekday trades when it holds at least half of an equal share of the days. So a daily stock
 * gives 252, a daily coin 365, hourly EUR/USD about 6,200, and one week of minutes is enough.
 *
 * @param times - [t], bar stamps, UTC epoch ms, ascending
 * @returns NaN when fewer than two bars
 */
export function periodsPerYear(times: Float64Array): number {
  if (times.length < 2) return Number.NaN;
  const apartMs = (times[times.length - 1] - times[0]) / (times.length - 1);
  if (apartMs > MOST_DAYS_OF_DAILY * DAY_MS) {
    const usualMs = meanWithoutHoles(times);
    if (usualMs > MOST_DAYS_OF_DAILY * DAY_MS) return reportsPerYear(usualMs);
  }
  const { days, firstDayBars, lastDayBars, daysOn } = countDays(times);
  const barsPerDay =
    days >= ENOUGH_DAYS
      ? (times.length - firstDayBars - lastDayBars) / (days - 2)
      : times.length / days;
  return barsPerDay * daysPerYear(days, daysOn);
}

function meanWithoutHoles(times: Float64Array): number {
  const gaps = times.subarray(1).map((time, row) => time - times[row]);
  const longest = HOLE_OF_GAPS * gaps.toSorted()[Math.floor(gaps.length / 2)];
  const usual = gaps.filter((gap) => !(gap >= longest));
  return usual.reduce((sum, gap) => sum + gap, 0) / usual.length;
}

function reportsPerYear(apartMs: number): number {
  const days = apartMs / DAY_MS;
  if (days <= MOST_DAYS_OF_A_WEEK) return WEEKS_PER_YEAR;
  const known = REPORTS.find(({ from, to }) => days >= from && days <= to);
  return known?.perYear ?? YEAR_MS / apartMs;
}

function daysPerYear(days: number, daysOn: readonly number[]): number {
  const trades = (weekday: number) => daysOn[weekday] > 0 && daysOn[weekday] >= days / 14;
  if (trades(6)) return DAYS_PER_YEAR.continuous;
  return trades(0) ? DAYS_PER_YEAR.currency : DAYS_PER_YEAR.exchange;
}

interface DayCount {
  /** Days that hold a bar. */
  readonly days: number;
  readonly firstDayBars: number;
  readonly lastDayBars: number;
  /** Days that hold a bar, by weekday from Sunday on. */
  readonly daysOn: readonly number[];
}

function countDays(times: Float64Array): DayCount {
  const daysOn = [0, 0, 0, 0, 0, 0, 0];
  let [days, firstDayBars, first] = [0, 0, 0];
  let dayEnd = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < times.length; at++) {
    if (times[at] < dayEnd) continue;
    const day = Math.floor(times[at] / DAY_MS);
    dayEnd = (day + 1) * DAY_MS;
    days++;
    if (days === 2) firstDayBars = at;
    first = at;
    // 1 January 1970 was a Thursday.
    daysOn[(((day + 4) % 7) + 7) % 7]++;
  }
  const lastDayBars = times.length - first;
  return { days, firstDayBars: days === 1 ? lastDayBars : firstDayBars, lastDayBars, daysOn };
}
