/** Beyond this the distribution differs from 0 or 1 by less than a rounding error. */
const FAR = 8.5;

/**
 * Standard normal distribution function,
 * Φ(x) = ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …).
 *
 * @returns in [0, 1], absolute error below 1e-14; NaN for NaN
 * @see Marsaglia, Evaluating the normal distribution, 2004
 */
export function normalCdf(x: number): number {
  if (x < -FAR) return 0;
  if (x > FAR) return 1;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

/** Standard normal density, φ(x) = e^(−x²/2) / √(2π). */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
