import {
  downsideDeviation,
  drawdownRisk,
  drawdowns,
  entropicValueAtRisk,
  excessKurtosis,
  giniMeanDifference,
  historicalTailRisk,
  longestStreaks,
  lowerPartialMoment,
  meanAbsoluteDeviation,
  semiDeviation,
  skewness,
  standardDeviation,
  tailRatio,
  varies,
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
      downsideDeviation: missing,
      timeUnderWater: missing,
      valueAtRisk95: missing,
      conditionalValueAtRisk95: missing,
      entropicValueAtRisk95: missing,
      worstReturn: missing,
      bestReturn: missing,
      meanAbsoluteDeviation: missing,
      semiDeviation: missing,
      meanShortfall: missing,
      giniMeanDifference: missing,
      averageDrawdown: missing,
      conditionalDrawdown95: missing,
      ulcerIndex: missing,
      skew: missing,
      kurtosis: missing,
      tailRatio: missing,
      winningBars: missing,
      longestWinningBars: missing,
      longestLosingBars: missing,
    };
  }
  const tail = historicalTailRisk(returns, 0.95);
  // A row for each return: the first close can't be below an earlier peak.
  const depths = drawdowns(account.curve.equity).subarray(-returns.length);
  const fall = drawdownRisk(depths, 0.95);
  const flat = { missing: 'equity never varies' };
  const isFlat = !varies(returns);
  const tails = tailRatio(returns);
  const yearly = Math.sqrt(account.periodsPerYear);
  return {
    volatility: yearlyVolatility(account),
    downsideDeviation: downsideDeviation(returns, account.riskFreePerBar) * yearly,
    timeUnderWater: depths.filter((depth) => depth > 0).length / depths.length,
    valueAtRisk95: tail.valueAtRisk,
    conditionalValueAtRisk95: tail.conditionalValueAtRisk,
    entropicValueAtRisk95: entropicValueAtRisk(returns, 0.95),
    worstReturn: returns.reduce((worst, value) => Math.min(worst, value), returns[0]),
    bestReturn: returns.reduce((best, value) => Math.max(best, value), returns[0]),
    meanAbsoluteDeviation: meanAbsoluteDeviation(returns),
    semiDeviation: semiDeviation(returns),
    meanShortfall: lowerPartialMoment(returns, 0),
    giniMeanDifference: giniMeanDifference(returns),
    averageDrawdown: fall.average,
    conditionalDrawdown95: fall.conditionalAtRisk,
    ulcerIndex: fall.ulcerIndex,
    skew: isFlat ? flat : skewness(returns),
    kurtosis: isFlat ? flat : excessKurtosis(returns),
    tailRatio: Number.isNaN(tails) ? { missing: 'the 5th percentile of returns is 0' } : tails,
    ...signMetrics(returns),
  };
}

/** Standard deviation of bar returns · √(bars a year). */
export function yearlyVolatility({ returns, periodsPerYear }: Account): number {
  return standardDeviation(returns) * Math.sqrt(periodsPerYear);
}

/** How often and how long in a row bars gained and lost. */
function signMetrics(returns: Float64Array) {
  const gained = returns.filter((value) => value > 0).length;
  const moved = returns.filter((value) => value !== 0).length;
  const streaks = longestStreaks(returns);
  return {
    winningBars: moved === 0 ? { missing: 'equity never varies' } : gained / moved,
    longestWinningBars: streaks.gains,
    longestLosingBars: streaks.losses,
  };
}
