import {
  excessKurtosis,
  historicalTailRisk,
  skewness,
  standardDeviation,
  worstDrawdown,
} from '#base';
import { type Account, lackOfReturns } from './account.ts';

const DAY_MS = 86_400_000;

/** How far the account fell, and the shape of its bar returns. */
export function riskMetrics(account: Account) {
  const { time, equity } = account.curve;
  const worst = worstDrawdown(equity);
  return {
    ...distributionMetrics(account),
    maxDrawdown: worst.depth,
    maxDrawdownDuration: worst.longestTo - worst.longestFrom,
    maxDrawdownDays: (time[worst.longestTo] - time[worst.longestFrom]) / DAY_MS,
  };
}

function distributionMetrics(account: Account) {
  const { returns } = account;
  const lack = lackOfReturns(account);
  if (lack !== null) {
    const missing = { missing: lack };
    return {
      volatility: missing,
      valueAtRisk95: missing,
      conditionalValueAtRisk95: missing,
      skew: missing,
      kurtosis: missing,
    };
  }
  const tail = historicalTailRisk(returns, 0.95);
  const flat = { missing: 'equity never varies' };
  const skew = skewness(returns);
  const kurtosis = excessKurtosis(returns);
  return {
    volatility: standardDeviation(returns) * Math.sqrt(account.periodsPerYear),
    valueAtRisk95: tail.valueAtRisk,
    conditionalValueAtRisk95: tail.conditionalValueAtRisk,
    skew: Number.isNaN(skew) ? flat : skew,
    kurtosis: Number.isNaN(kurtosis) ? flat : kurtosis,
  };
}
