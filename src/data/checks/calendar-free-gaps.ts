import { type Interval, intervalMs } from '#base';
import { dateText } from '../date-text.ts';
import type { FindingLog } from './finding.ts';

const DAY_MS = 86_400_000;

/** Longest closure of a market that rests at weekends: a weekend and two holidays. */
const LONGEST_CLOSURE_MS = 5 * DAY_MS;

/** A market that trades on Saturdays has a seventh of its bars there; 10 % leaves room for holes. */
const SATURDAY_SHARE = 0.1;

/** Bars without a hole that show a market in full trade: thirty, or half a day of longer bars. */
const FULL_TRADE_BARS = 30;
const FULL_TRADE_MS = DAY_MS / 2;

/** A hole at one time of day on more than this share of days is a break for lunch, not a gap. */
const RECURRING_SHARE = 0.2;

/**
 * Holes that no calendar explains, without knowing the calendar.
 *
 * A market that trades on Saturdays trades always: every missing bar is a gap. Any other market
 * shows one when nothing came for more than five days, or, in bars shorter than a day, when bars
 * are missing within one UTC day with full trade on either side (thirty bars, or half a day), unless
 * they are missing at that hour on more than a fifth of the days. So nights, weekends, holidays and thin
 * hours before and after a session are no gaps, and a hole at the edge of a session is not seen.
 */
export function findGapsWithoutCalendar(
  log: FindingLog,
  time: Float64Array,
  interval: Interval,
): void {
  const step = intervalMs(interval);
  const continuous = step <= DAY_MS && tradesOnSaturdays(time);
  const closure = step > DAY_MS ? step + LONGEST_CLOSURE_MS : LONGEST_CLOSURE_MS;
  const allowed = continuous ? step : closure;
  const holes = step < DAY_MS && !continuous ? holesInFullTrade(time, step) : new Set<number>();
  for (let row = 1; row < time.length; row++) {
    const width = time[row] - time[row - 1];
    if (width > allowed || (width > step && holes.has(row))) {
      const bars = Math.max(1, Math.round(width / step) - 1);
      const span = { time: time[row - 1] + step, until: time[row] - step, bars };
      log.add({ code: 'gap', ...span }, () => {
        const from = dateText(time[row - 1]);
        return `no bar between ${from} and ${dateText(time[row])}`;
      });
    }
  }
}

function tradesOnSaturdays(time: Float64Array): boolean {
  let saturdays = 0;
  for (const stamp of time) if (mod(Math.floor(stamp / DAY_MS), 7) === 2) saturdays++;
  return saturdays > SATURDAY_SHARE * time.length;
}

function mod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** Rows that follow a hole within one UTC day, between bars in full trade, at no usual hour. */
function holesInFullTrade(time: Float64Array, step: number): Set<number> {
  const rows: number[] = [];
  const daysWithHole = new Map<number, number>();
  const hourOf = (row: number) => time[row - 1] % DAY_MS;
  const enough = Math.min(FULL_TRADE_BARS, FULL_TRADE_MS / step);
  const runsOn = (row: number) => time[row + enough] - time[row] === enough * step;
  let unbroken = 0;
  for (let row = 1; row < time.length; row++) {
    const width = time[row] - time[row - 1];
    const sameDay = Math.floor(time[row] / DAY_MS) === Math.floor(time[row - 1] / DAY_MS);
    if (width > step && sameDay && unbroken >= enough && runsOn(row)) {
      rows.push(row);
      daysWithHole.set(hourOf(row), (daysWithHole.get(hourOf(row)) ?? 0) + 1);
    }
    unbroken = width === step ? unbroken + 1 : 0;
  }
  const usual = Math.max(1, RECURRING_SHARE * countDays(time));
  return new Set(rows.filter((row) => (daysWithHole.get(hourOf(row)) ?? 0) <= usual));
}

function countDays(time: Float64Array): number {
  let days = 0;
  let last = Number.NaN;
  for (const stamp of time) {
    const day = Math.floor(stamp / DAY_MS);
    if (day !== last) days++;
    last = day;
  }
  return days;
}
