import { firstRowAtOrAfter, type Random, type Series, sliceBars } from '#base';
import { computeFeatures } from '../pipeline/feature-table.ts';
import type { Subject } from './subject.ts';

const STARTS = 3;
const TOLERANCE = 1e-6;

/**
 * Bars before a bar from which on a feature has the value that the whole history gives.
 *
 * The history is begun anew at random in its second quarter; the last row at which a value is still
 * off by more than 1e-6 of itself or of its usual size (root mean square) says how much was missing.
 *
 * @returns null where some asset's value was still off at the last bar
 * @see recursive-analysis of freqtrade, which asks the same of one bar
 */
export function historyBars({ set, assets, values }: Subject, random: Random): number | null {
  let longest = 0;
  for (let start = 0; start < STARTS; start++) {
    const { time } = assets[start % assets.length].adjusted;
    const quarter = Math.max(1, Math.floor(time.length / 4));
    const begin = time[Math.min(time.length - 1, quarter + random.integer(quarter))];
    const firsts = assets.map(({ adjusted }) => firstRowAtOrAfter(adjusted.time, begin));
    const later = assets.map(({ symbol, adjusted }, at) => {
      return { symbol, adjusted: sliceBars(adjusted, firsts[at]) };
    });
    for (const [asset, [column]] of computeFeatures(set, later).entries()) {
      const needed = 1 + lastRowOff(column, values[asset].subarray(firsts[asset]));
      if (needed === column.length && needed > 0) return null;
      longest = Math.max(longest, needed);
    }
  }
  return longest;
}

/** The last row at which two columns differ; −1 when none does. */
function lastRowOff(column: Series, whole: Series): number {
  const usual = rootMeanSquare(whole);
  return column.findLastIndex((value, row) => {
    const limit = TOLERANCE * Math.max(Math.abs(whole[row]), usual);
    return !(Math.abs(value - whole[row]) <= limit);
  });
}

function rootMeanSquare(values: Series): number {
  let squares = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    squares += value * value;
    count++;
  }
  return count > 0 ? Math.sqrt(squares / count) : 0;
}
