const DAY_MS = 86_400_000;

/** The mean Gregorian year, in which elapsed time becomes years. */
export const YEAR_MS = 365.2425 * DAY_MS;

/** Trading days a year: closed at weekends, open from Sunday evening, always open. */
const DAYS_PER_YEAR = { exchange: 252, currency: 312, continuous: 365 };

const WEEKS_PER_YEAR = 52;

/** With this many days, the first and the last, which may be cut, are not needed to count bars a day. */
const ENOUGH_DAYS = 5;

/**
 * Bars a year, read off the bars' own stamps: the P of √P in every annualised figure.
 *
 * P = (bars / days with a bar) · D, with D = 252 when five weekdays trade, 312 when Sunday evening
 * opens the week as in currencies, 365 when Saturdays trade too; 52 when bars are on average more
 * than four days apart. Days are UTC; from five days on the first and last, which may be cut, do not
 * count. A weekday trades when it holds at least half of an equal share of the days. So a daily stock
 * gives 252, a daily coin 365, hourly EUR/USD about 6,200, and one week of minutes is enough.
 *
 * @param times - [t], bar stamps, UTC epoch ms, ascending
 * @returns NaN when fewer than two bars
 */
export function periodsPerYear(times: Float64Array): number {
  if (times.length < 2) return Number.NaN;
  const elapsedMs = times[times.length - 1] - times[0];
  if (elapsedMs / (times.length - 1) > 4 * DAY_MS) return WEEKS_PER_YEAR;
  const counted = countDays(times);
  const whole = counted.length >= ENOUGH_DAYS ? counted.slice(1, -1) : counted;
  const bars = whole.reduce((sum, day) => sum + day.bars, 0);
  return (bars / whole.length) * daysPerYear(counted);
}

interface CountedDay {
  /** Days since 1 January 1970, UTC. */
  readonly day: number;
  bars: number;
}

function daysPerYear(counted: readonly CountedDay[]): number {
  const daysOn = [0, 0, 0, 0, 0, 0, 0];
  // 1 January 1970 was a Thursday; Sunday is 0.
  for (const { day } of counted) daysOn[(((day + 4) % 7) + 7) % 7]++;
  const trades = (weekday: number) => daysOn[weekday] > 0 && daysOn[weekday] >= counted.length / 14;
  if (trades(6)) return DAYS_PER_YEAR.continuous;
  return trades(0) ? DAYS_PER_YEAR.currency : DAYS_PER_YEAR.exchange;
}

/** The days that hold a bar, in order, with their number of bars. */
function countDays(times: Float64Array): CountedDay[] {
  const counted: CountedDay[] = [];
  let current: CountedDay = { day: Number.NaN, bars: 0 };
  for (const time of times) {
    const day = Math.floor(time / DAY_MS);
    if (day !== current.day) {
      current = { day, bars: 0 };
      counted.push(current);
    }
    current.bars++;
  }
  return counted;
}
