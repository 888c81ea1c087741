import type { Series } from '../series.ts';
import { mean } from './moments.ts';

/**
 * Mean absolute deviation from the mean, Σ|r − r̄| / n.
 *
 * @param values - [n], finite
 * @returns ≥ 0; NaN when n = 0
 */
export function meanAbsoluteDeviation(values: Series): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += Math.abs(value - centre);
  return sum / values.length;
}

/**
 * Deviation below the mean, √( Σ min(r − r̄, 0)² / (n − 1) ).
 *
 * @param values - [n], finite
 * @returns ≥ 0; NaN when n < 2
 */
export function semiDeviation(values: Series): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += Math.min(value - centre, 0) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * First lower partial moment, Σ max(target − r, 0) / n.
 *
 * @param values - [n], finite
 * @param target - what counts as a shortfall is below it: 0 for losses, the mean for half the mean
 *   absolute deviation
 * @returns ≥ 0; NaN when n = 0
 */
export function lowerPartialMoment(values: Series, target: number): number {
  let sum = 0;
  for (const value of values) sum += Math.max(target - value, 0);
  return sum / values.length;
}

/**
 * Gini mean difference, the mean of |r_i − r_j| over i ≠ j: 2 Σ (2i − n − 1) r_(i) / (n (n − 1)).
 *
 * @param values - [n], finite, in any order
 * @returns ≥ 0; NaN when n < 2
 */
export function giniMeanDifference(values: Series): number {
  const n = values.length;
  const sorted = values.toSorted();
  let sum = 0;
  for (let row = 0; row < n; row++) sum += (2 * row + 1 - n) * sorted[row];
  return n < 2 ? Number.NaN : (2 * sum) / (n * (n - 1));
}
