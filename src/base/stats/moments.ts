import type { Series } from '../series.ts';

/**
 * Arithmetic mean, Σx / n.
 *
 * @param values - [n], finite
 * @returns NaN when n = 0
 */
export function mean(values: Series): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Sample standard deviation, √( Σ(x − x̄)² / (n − 1) ).
 *
 * @param values - [n], finite
 * @returns ≥ 0; NaN when n < 2
 */
export function standardDeviation(values: Series): number {
  return values.length < 2
    ? Number.NaN
    : Math.sqrt(centralSum(values, mean(values), 2) / (values.length - 1));
}

/**
 * Skewness with the small-sample correction, G₁ = √(n(n − 1)) / (n − 2) · m₃ / m₂^1.5.
 *
 * @param values - [n], finite
 * @returns NaN when n < 3 or nothing varies
 * @see Joanes and Gill, Comparing measures of sample skewness and kurtosis, 1998
 */
export function skewness(values: Series): number {
  const n = values.length;
  const centre = mean(values);
  const m2 = centralSum(values, centre, 2) / n;
  if (n < 3 || !(m2 > 0)) return Number.NaN;
  const m3 = centralSum(values, centre, 3) / n;
  return ((Math.sqrt(n * (n - 1)) / (n - 2)) * m3) / m2 ** 1.5;
}

/**
 * Kurtosis above the normal's 3 with the small-sample correction,
 * G₂ = (n − 1) / ((n − 2)(n − 3)) · ((n + 1)(m₄ / m₂² − 3) + 6).
 *
 * @param values - [n], finite
 * @returns 0 for a normal sample on average; NaN when n < 4 or nothing varies
 * @see Joanes and Gill, Comparing measures of sample skewness and kurtosis, 1998
 */
export function excessKurtosis(values: Series): number {
  const n = values.length;
  const centre = mean(values);
  const m2 = centralSum(values, centre, 2) / n;
  if (n < 4 || !(m2 > 0)) return Number.NaN;
  const excess = centralSum(values, centre, 4) / n / m2 ** 2 - 3;
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6);
}

function centralSum(values: Series, centre: number, power: 2 | 3 | 4): number {
  let sum = 0;
  for (const value of values) {
    const off = value - centre;
    sum += power === 2 ? off * off : power === 3 ? off * off * off : off * off * off * off;
  }
  return sum;
}
