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

/** Newton's step on a quantile this small beside it is rounding. */
const SETTLED = 1e-15;

/**
 * Standard normal quantile, Φ⁻¹(p), by Newton's method from 0, where every step falls short of the root.
 *
 * @param probability - p in (0, 1)
 * @returns relative error below 1e-12 for p in [1e-4, 1 − 1e-4]; NaN outside (0, 1)
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) return Number.NaN;
  let x = 0;
  for (let turn = 0; turn < 100; turn++) {
    const step = (normalCdf(x) - probability) / normalDensity(x);
    x -= step;
    if (!(Math.abs(step) > SETTLED * Math.abs(x))) break;
  }
  return x;
}

/** Standard normal density, φ(x) = e^(−x²/2) / √(2π). */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
