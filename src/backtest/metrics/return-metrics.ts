import {
  bootstrapInterval,
  downsideDeviation,
  mean,
  normalCdf,
  omegaRatio,
  Random,
  type Series,
  sharpe,
  trendStability,
  worstDrawdown,
} from '#base';
import { type Account, annualizedReturn, annualReturnByBars, lackOfReturns } from './account.ts';
import type { Measured } from './metric.ts';

/** Resampled bars of all bootstrap paths together: about a second's work. */
const BOOTSTRAP_BUDGET_BARS = 20_000_000;
const MOST_RESAMPLES = 1000;
const LEAST_RESAMPLES = 200;

/** What the account earned, and earned for its risk. */
export function returnMetrics(account: Account, seed: number) {
  const { equity } = account.curve;
  const finalEquity = equity[equity.length - 1];
  const growth = annualizedReturn(account);
  const depth = worstDrawdown(equity).depth;
  return {
    finalEquity,
    netProfit: finalEquity - account.initialCapital,
    totalReturn: finalEquity / account.initialCapital - 1,
    annualizedReturn: growth,
    annualReturnByBars: annualReturnByBars(account),
    ...sharpeMetrics(account, seed),
    sortinoRatio: sortinoRatio(account),
    omegaRatio: figureOr(account, omegaRatio, 'no bar lost money'),
    growthStability: figureOr(account, trendStability, 'equity never varies'),
    calmarRatio: calmarRatio(growth, depth),
  };
}

/** The Sharpe ratio with its standard error, or why there is none. */
export function sharpeFigures(account: Account): SharpeFigures | { readonly missing: string } {
  const { returns, periodsPerYear, riskFreePerBar } = account;
  const { ratio, standardError } = sharpe(returns, periodsPerYear, riskFreePerBar);
  const lack = lackOfReturns(account) ?? (Number.isNaN(ratio) ? 'equity never varies' : null);
  return lack === null ? { ratio, standardError } : { missing: lack };
}

interface SharpeFigures {
  readonly ratio: number;
  readonly standardError: number;
}

function sharpeMetrics(account: Account, seed: number) {
  const figures = sharpeFigures(account);
  if ('missing' in figures) {
    return {
      sharpeRatio: figures,
      sharpeStandardError: figures,
      sharpeLow95: figures,
      sharpeHigh95: figures,
      probabilisticSharpe: figures,
    };
  }
  const { ratio, standardError } = figures;
  const interval = sharpeInterval(account, seed);
  return {
    sharpeRatio: ratio,
    sharpeStandardError: standardError,
    sharpeLow95: interval.low,
    sharpeHigh95: interval.high,
    probabilisticSharpe: normalCdf(ratio / standardError),
  };
}

function sharpeInterval(account: Account, seed: number): { low: Measured; high: Measured } {
  const { returns, periodsPerYear, riskFreePerBar } = account;
  const affordable = Math.floor(BOOTSTRAP_BUDGET_BARS / returns.length);
  if (affordable < LEAST_RESAMPLES) {
    const missing = { missing: `${returns.length} bars are too many to resample` };
    return { low: missing, high: missing };
  }
  const interval = bootstrapInterval(
    returns,
    (path) => plainSharpe(path, periodsPerYear, riskFreePerBar),
    {
      random: Random.stream(seed, 'sharpe-interval'),
      resamples: Math.min(affordable, MOST_RESAMPLES),
      confidence: 0.95,
    },
  );
  if (Number.isNaN(interval.low)) {
    const missing = { missing: 'equity varies in too few bars to resample' };
    return { low: missing, high: missing };
  }
  return interval;
}

/** One pass, no standard error: it runs a thousand times. NaN when nothing varies. */
function plainSharpe(returns: Series, periodsPerYear: number, riskFreePerBar: number): number {
  let sum = 0;
  let squares = 0;
  for (const value of returns) {
    sum += value;
    squares += value * value;
  }
  const n = returns.length;
  const variance = (squares - (sum * sum) / n) / (n - 1);
  if (!(variance > 1e-12 * (squares / n))) return Number.NaN;
  return ((sum / n - riskFreePerBar) / Math.sqrt(variance)) * Math.sqrt(periodsPerYear);
}

function sortinoRatio(account: Account): Measured {
  const lack = lackOfReturns(account);
  if (lack !== null) return { missing: lack };
  const excess = account.returns.map((value) => value - account.riskFreePerBar);
  const downside = downsideDeviation(excess);
  if (!(downside > 0)) return { missing: 'no bar lost money' };
  return (mean(excess) / downside) * Math.sqrt(account.periodsPerYear);
}

/** A statistic of the returns, and what it means when it is NaN. */
function figureOr(
  account: Account,
  statistic: (returns: Series) => number,
  otherwise: string,
): Measured {
  const lack = lackOfReturns(account);
  if (lack !== null) return { missing: lack };
  const figure = statistic(account.returns);
  return Number.isNaN(figure) ? { missing: otherwise } : figure;
}

/** Growth a year over the deepest fall. */
export function calmarRatio(growth: Measured, depth: number): Measured {
  if (typeof growth !== 'number') return growth;
  if (!(depth > 0)) return { missing: 'equity never fell' };
  return growth / depth;
}
