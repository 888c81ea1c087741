import type { Series } from '../series.ts';
import { quantileOfSorted } from './quantile.ts';

/**
 * Omega ratio: what lies above a threshold over what lies below it, Σ max(r − θ, 0) / Σ max(θ − r, 0).
 *
 * @param values - [n], fractions, finite
 * @param threshold - θ, fraction
 * @returns ≥ 0; NaN when nothing lies below θ
 * @see Keating and Shadwick, A universal performance measure, 2002
 */
export function omegaRatio(values: Series, threshold = 0): number {
  let above = 0;
  let below = 0;
  for (const value of values) {
    if (value > threshold) above += value - threshold;
    else below += threshold - value;
  }
  return below > 0 ? above / below : Number.NaN;
}

/**
 * Size of the right tail over that of the left, |q₀.₉₅| / |q₀.₀₅|, quantiles by linear interpolation.
 *
 * @param values - [n], finite, in any order
 * @returns ≥ 0; NaN when n = 0 or q₀.₀₅ is 0
 */
export function tailRatio(values: Series): number {
  const sorted = values.toSorted();
  const left = Math.abs(quantileOfSorted(sorted, 0.05));
  return left > 0 ? Math.abs(quantileOfSorted(sorted, 0.95)) / left : Number.NaN;
}

/** Longest runs of values above 0 and of values below 0; a 0 ends both. */
export interface Streaks {
  readonly gains: number;
  readonly losses: number;
}

/** @param values - [n], in the order they came */
export function longestStreaks(values: Iterable<number>): Streaks {
  let [gains, losses, up, down] = [0, 0, 0, 0];
  for (const value of values) {
    up = value > 0 ? up + 1 : 0;
    down = value < 0 ? down + 1 : 0;
    if (up > gains) gains = up;
    if (down > losses) losses = down;
  }
  return { gains, losses };
}

/**
 * Root mean square of what falls below a threshold, √( Σ min(r − θ, 0)² / n ).
 *
 * @param values - [n], fractions, finite
 * @param threshold - θ, fraction
 * @returns ≥ 0; NaN when n = 0
 * @see Sortino and Price, Performance measurement in a downside risk framework, 1994
 */
export function downsideDeviation(values: Series, threshold = 0): number {
  let squares = 0;
  for (const value of values) squares += Math.min(value - threshold, 0) ** 2;
  return Math.sqrt(squares / values.length);
}
