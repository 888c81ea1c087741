import { mean } from '#base';

/** Below this, differences of squares are rounding. */
const LEAST_VARIANCE = 1e-14;

/** Statistics of the last so many returns at each bar. */
export interface RollingStatistics {
  /** Annual Sharpe ratio at a risk-free rate of 0 [t]; NaN before a whole window, and where nothing varied. */
  readonly sharpe: Float64Array;
  /** Slope of the returns on the benchmark's [t]; NaN as above, where the benchmark did not vary. */
  readonly beta: Float64Array;
}

/**
 * Rolling Sharpe ratio and beta of an equity curve.
 *
 * sharpe = √P · r̄ / s; beta = cov(r, b) / var(b), over the last `windowBars` returns
 *
 * @param values - [t], positive
 * @param benchmark - [t]
 * @param windowBars - ≥ 2
 * @param perYear - bars a year
 */
export function rollingStatistics(
  values: Float64Array,
  benchmark: Float64Array,
  windowBars: number,
  perYear: number,
): RollingStatistics {
  const sharpe = new Float64Array(values.length).fill(Number.NaN);
  const beta = new Float64Array(values.length).fill(Number.NaN);
  const [own, held] = [returnsOf(values), returnsOf(benchmark)];
  // Sums are of distances from the whole run's mean, so that differences of squares stay exact enough.
  const [ownCentre, heldCentre] = [mean(own), mean(held)];
  let [sum, squares, heldSum, heldSquares, products] = [0, 0, 0, 0, 0];
  const count = (row: number, sign: 1 | -1) => {
    const [left, right] = [own[row] - ownCentre, held[row] - heldCentre];
    sum += sign * left;
    squares += sign * left * left;
    heldSum += sign * right;
    heldSquares += sign * right * right;
    products += sign * left * right;
  };
  for (let row = 0; row < own.length; row++) {
    count(row, 1);
    if (row >= windowBars) count(row - windowBars, -1);
    if (row < windowBars - 1) continue;
    const spread = (squared: number, total: number) =>
      (squared - (total * total) / windowBars) / (windowBars - 1);
    const variance = spread(squares, sum);
    const heldVariance = spread(heldSquares, heldSum);
    if (variance > LEAST_VARIANCE) {
      const average = ownCentre + sum / windowBars;
      sharpe[row + 1] = (average / Math.sqrt(variance)) * Math.sqrt(perYear);
    }
    if (heldVariance > LEAST_VARIANCE) {
      const covariance = (products - (sum * heldSum) / windowBars) / (windowBars - 1);
      beta[row + 1] = covariance / heldVariance;
    }
  }
  return { sharpe, beta };
}

/**
 * Values of windows in which something was held; interest alone is no achievement to be measured by its risk.
 *
 * @param values - [t], of the last `windowBars` returns each
 * @param grossExposure - [t], at each close
 * @returns [t]; NaN where nothing was held at any close before a return of the window
 */
export function whereHeld(
  values: Float64Array,
  grossExposure: Float64Array,
  windowBars: number,
): Float64Array {
  let lastHeld = Number.NEGATIVE_INFINITY;
  return values.map((value, row) => {
    if (row > 0 && grossExposure[row - 1] > 0) lastHeld = row - 1;
    return row - lastHeld <= windowBars ? value : Number.NaN;
  });
}

function returnsOf(values: Float64Array): Float64Array {
  return values.subarray(1).map((value, row) => value / values[row] - 1);
}
