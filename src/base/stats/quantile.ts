import type { Series } from '../series.ts';

/**
 * Quantile by linear interpolation between order statistics (position p(n − 1)).
 *
 * @param sorted - [n], ascending, finite
 * @param probability - in [0, 1]
 * @returns NaN when n = 0
 * @see Hyndman and Fan, Sample quantiles in statistical packages, 1996, definition 7
 */
export function quantileOfSorted(sorted: Series, probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
