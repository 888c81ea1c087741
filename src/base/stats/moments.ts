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
  const centre = mean(values);
  return correctedSkew(values.length, centralSum(values, centre, 2), centralSum(values, centre, 3));
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
  const centre = mean(values);
  return correctedKurtosis(
    values.length,
    centralSum(values, centre, 2),
    centralSum(values, centre, 4),
  );
}

/** Mean, sample standard deviation, skewness and excess kurtosis, as those functions give them. */
export interface Shape {
  readonly centre: number;
  readonly deviation: number;
  readonly skew: number;
  readonly kurtosis: number;
}

/** All four at once, in two passes over the values. */
export function shapeOf(values: Series): Shape {
  const n = values.length;
  const centre = mean(values);
  let [squares, cubes, fourths] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    const off = values[row] - centre;
    squares += off * off;
    cubes += off * off * off;
    fourths += off * off * off * off;
  }
  return {
    centre,
    deviation: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)),
    skew: correctedSkew(n, squares, cubes),
    kurtosis: correctedKurtosis(n, squares, fourths),
  };
}

function correctedSkew(n: number, squares: number, cubes: number): number {
  const m2 = squares / n;
  if (n < 3 || !(m2 > 0)) return Number.NaN;
  return ((Math.sqrt(n * (n - 1)) / (n - 2)) * (cubes / n)) / m2 ** 1.5;
}

function correctedKurtosis(n: number, squares: number, fourths: number): number {
  const m2 = squares / n;
  if (n < 4 || !(m2 > 0)) return Number.NaN;
  const excess = fourths / n / m2 ** 2 - 3;
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
