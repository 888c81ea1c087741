import type { Series } from '../series.ts';

/**
 * How straight growth was: R² of the cumulated logarithms of 1 + r against their number, a straight line.
 *
 * @param returns - [n], fractions, > −1
 * @returns in [0, 1]; NaN when n < 3, nothing varies, or a return is −1 or less
 */
export function trendStability(returns: Series): number {
  const n = returns.length;
  const logs = new Float64Array(n);
  let level = 0;
  let sum = 0;
  for (let row = 0; row < n; row++) {
    level += Math.log1p(returns[row]);
    logs[row] = level;
    sum += level;
  }
  const centre = sum / n;
  const middle = (n - 1) / 2;
  let cross = 0;
  let squares = 0;
  for (let row = 0; row < n; row++) {
    const off = logs[row] - centre;
    cross += (row - middle) * off;
    squares += off * off;
  }
  // Σ (row − middle)² of 0…n−1.
  const spread = (n * (n * n - 1)) / 12;
  if (n < 3 || !(squares > 0)) return Number.NaN;
  return Math.min(1, ((cross / squares) * cross) / spread);
}
