import { type BarTable, firstRowAtOrAfter, type Interval, intervalMs, sliceBars } from '#base';
import type { TimeRange } from './coverage.ts';

const DAY_MS = 86_400_000;

/** Bars that share a file: all of a symbol's when daily or longer, a UTC month's when shorter. */
export interface Partition {
  /** `all` or `2014-07`. */
  readonly key: string;
  readonly bars: BarTable;
  /** The stretch of a fetched range whose every bar lies in this partition. */
  readonly claim: TimeRange;
}

export function isSplitByMonth(interval: Interval): boolean {
  return intervalMs(interval) < DAY_MS;
}

export function monthKey(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

function startOfNextMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/**
 * Parts fetched bars by file, and the fetched range with them.
 *
 * A stretch without bars goes to the partition before it, the one before all bars to the first, so
 * that empty months need no file. None when there are no bars.
 */
export function partition(bars: BarTable, range: TimeRange, interval: Interval): Partition[] {
  if (bars.time.length === 0) return [];
  if (!isSplitByMonth(interval)) return [{ key: 'all', bars, claim: range }];
  const parts: Partition[] = [];
  let claimedTo = range.from;
  for (let row = 0; row < bars.time.length; ) {
    const end = firstRowAtOrAfter(bars.time, startOfNextMonth(bars.time[row]));
    const isLast = end === bars.time.length;
    const to = isLast ? range.to : Date.parse(monthKey(bars.time[end]));
    const part = sliceBars(bars, row, end);
    parts.push({ key: monthKey(bars.time[row]), bars: part, claim: { from: claimedTo, to } });
    claimedTo = to;
    row = end;
  }
  return parts;
}
