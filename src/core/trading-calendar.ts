import { periodsPerYear, QuantError } from '#base';
import { dateText } from '#data';

/** Bars of a week show on which days of it there is trading. */
export const LEAST_WARM_UP_MS = 7 * 86_400_000;

/**
 * Bars a year, read off the bars before trading begins: known at its first bar, and the same however
 * far the data reach.
 *
 * @param times - of all bars, ascending
 * @param start - stamp of the first bar to be traded
 * @throws core/no-bars without a week of bars before `start`, or without one from there on
 */
export function barsPerYearBefore(times: Float64Array, start: number): number {
  const row = times.findIndex((time) => time >= start);
  if (row > 0 && times[row] - times[0] >= LEAST_WARM_UP_MS) {
    return periodsPerYear(times.subarray(0, row + 1));
  }
  throw new QuantError(
    'core/no-bars',
    `Trading is to begin on ${dateText(start)} and needs a week of bars before that and one from then on, but there are ${times.length} from ${dateText(times[0])} to ${dateText(times[times.length - 1])}; choose another --start.`,
  );
}
