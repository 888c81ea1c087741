import type { PortfolioConfig } from '#config';
import { estimateCovariance } from './covariance/estimate-covariance.ts';
import { repairCovariance } from './covariance/repair.ts';
import { meanReturns, type ReturnMatrix } from './return-matrix.ts';

/** How the covariance came about. */
export interface CovarianceReport {
  readonly method: PortfolioConfig['covariance'];
  /** Bars at which all assets had a return. */
  readonly bars: number;
  /** Weight of the estimator's target, 0…1; null for one without. */
  readonly shrinkage: number | null;
  /** Weight of the diagonal that it took to be positive definite; 0 for none. */
  readonly jitter: number;
}

/** Returns and risks of a year. */
export interface MarketEstimate {
  readonly expectedReturns: Float64Array;
  /** Positive definite. */
  readonly covariance: Float64Array;
  readonly report: CovarianceReport;
}

/** Estimates a year's returns and covariance, × bars a year, from those of a bar. */
export function estimateMarket(
  returns: ReturnMatrix,
  {
    settings,
    barsPerYear,
    expectedReturns,
  }: {
    readonly settings: PortfolioConfig;
    readonly barsPerYear: number;
    readonly expectedReturns: Float64Array | null;
  },
): MarketEstimate {
  const { bars, assets } = returns;
  const method = settings.covariance;
  const isKnown = bars > 1;
  // With no two bars that all assets share nothing is known, and all are alike.
  const estimate = isKnown
    ? estimateCovariance(returns, method, settings.halfLifeBars)
    : { covariance: new Float64Array(assets * assets), shrinkage: null };
  const means = isKnown ? meanReturns(returns) : new Float64Array(assets);
  const { covariance, jitter } = repairCovariance(
    estimate.covariance.map((value) => value * barsPerYear),
    assets,
  );
  return {
    expectedReturns: expectedReturns ?? means.map((mean) => mean * barsPerYear),
    covariance,
    report: { method, bars, shrinkage: estimate.shrinkage, jitter },
  };
}
