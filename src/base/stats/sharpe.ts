import type { Series } from '../series.ts';
import { excessKurtosis, mean, skewness, standardDeviation } from './moments.ts';
import { varies } from './varies.ts';

export interface Sharpe {
  /** A year, √P · mean / standard deviation. */
  readonly ratio: number;
  /** Of `ratio`, in the same unit. */
  readonly standardError: number;
}

/**
 * Annual Sharpe ratio of returns above the risk-free rate, with its standard error.
 *
 * s = (r̄ − f) / σ, ratio = √P · s,
 * standard error = √P · √( (1 + s²/2 − G₁ s + G₂ s²/4) / (n − 1) ),
 * which is Lo's formula when skewness G₁ and excess kurtosis G₂ are 0. Returns are taken as
 * independent: with strong autocorrelation the bootstrap interval is the better guide.
 *
 * @param returns - [n], one a bar, fractions
 * @param periodsPerYear - P > 0, bars a year
 * @param riskFreePerBar - f, fraction a bar
 * @returns NaN both when n < 4 or nothing varies
 * @see Sharpe 1994; Lo, The statistics of Sharpe ratios, 2002; Mertens 2002
 */
export function sharpe(returns: Series, periodsPerYear: number, riskFreePerBar = 0): Sharpe {
  if (returns.length < 4 || !varies(returns)) {
    return { ratio: Number.NaN, standardError: Number.NaN };
  }
  const perBar = (mean(returns) - riskFreePerBar) / standardDeviation(returns);
  const variance =
    (1 +
      perBar ** 2 / 2 -
      skewness(returns) * perBar +
      (excessKurtosis(returns) * perBar ** 2) / 4) /
    (returns.length - 1);
  return {
    ratio: perBar * Math.sqrt(periodsPerYear),
    standardError: Math.sqrt(variance * periodsPerYear),
  };
}
