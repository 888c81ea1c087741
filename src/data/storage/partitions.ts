import { firstRowAtOrAfter, type Interval, intervalMs } from '#base';
import type { TimeRange } from './coverage.ts';

const DAY_MS = 86_400_000;

/** All bars of a symbol share a file when daily or longer, those of a UTC month when shorter. */
const WHOLE = 'all';

const MONTH = /^(?:\d{4}|[+-]\d{6})-\d\d$/;

export function isSplitByMonth(interval: Interval): boolean {
  return intervalMs(interval) < DAY_MS;
}

/** The file a bar lies in: `all`, or its month, `2014-07`. */
export function keyOf(time: number, interval: Interval): string {
  return isSplitByMonth(interval) ? new Date(time).toISOString().slice(0, -17) : WHOLE;
}

export function isKey(key: string, interval: Interval): boolean {
  return isSplitByMonth(interval) ? MONTH.test(key) : key === WHOLE;
}

/** First moment of a file's month; −∞ of the file that holds all, and of the first month there is. */
export function startOfKey(key: string): number {
  const start = key === WHOLE ? Number.NaN : Date.parse(`${key}-01T00:00:00.000Z`);
  return Number.isNaN(start) ? Number.NEGATIVE_INFINITY : start;
}

/** Files and the stretch of time that each speaks for. */
export interface Territory extends TimeRange {
  readonly key: string;
}

/**
 * Parts all time among files: each speaks for its own month and the empty ones after it, the first
 * also for all before. So months without bars need no file, and what is lost with one file is known
 * to be lost.
 *
 * @param keys - ascending by start
 */
export function territories(keys: readonly string[]): Territory[] {
  return keys.map((key, at) => ({
    key,
    from: at === 0 ? Number.NEGATIVE_INFINITY : startOfKey(key),
    to: at + 1 < keys.length ? startOfKey(keys[at + 1]) : Number.POSITIVE_INFINITY,
  }));
}

/** Keys of all bars' files, each once, ascending. */
export function keysOf(times: Float64Array, interval: Interval): string[] {
  if (times.length === 0) return [];
  if (!isSplitByMonth(interval)) return [WHOLE];
  const keys: string[] = [];
  for (let row = 0; row < times.length; ) {
    keys.push(keyOf(times[row], interval));
    const date = new Date(times[row]);
    row = firstRowAtOrAfter(times, Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1));
  }
  return keys;
}
