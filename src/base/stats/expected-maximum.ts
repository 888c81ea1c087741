import { assert } from '../errors.ts';
import { normalCdf, normalDensity } from './normal.ts';

/** Where the normal distribution has no weight that float64 can show. */
const FAR = 9;
/** The trapezoid rule is exact to rounding at this step: the integrand is smooth and vanishes at both ends. */
const STEP = 1 / 64;

/**
 * Expected largest of independent standard normal numbers: what the best of so many worthless trials
 * shows by luck, in standard errors of one.
 *
 * E[max] = ∫ x · n · φ(x) · Φ(x)^(n−1) dx
 *
 * @param count - n, whole, 1…1,000,000
 * @returns ≥ 0, error below 1e-11 · max(1, n / 100)
 * @see Bailey and López de Prado, The Deflated Sharpe Ratio, 2014
 */
export function expectedMaximum(count: number): number {
  assert(Number.isInteger(count) && count >= 1 && count <= 1e6, 'trials are counted from 1');
  if (count === 1) return 0;
  let sum = 0;
  for (let at = 1; at < (2 * FAR) / STEP; at++) {
    const x = at * STEP - FAR;
    sum += x * normalDensity(x) * normalCdf(x) ** (count - 1);
  }
  return count * STEP * sum;
}
