import type { PortfolioConfig } from '#config';
import type { Certificate } from './allocation-problem.ts';
import type { Cascaded } from './cascade.ts';
import type { CovarianceReport } from './market-estimate.ts';
import type { LeftOut } from './usable-assets.ts';

/** Weights, what is expected of them, and what vouches for them. */
export interface Allocation {
  /** What was asked for. */
  readonly method: PortfolioConfig['method'];
  /** What the weights are: the method's, or those of the first fallback that could be had. */
  readonly used: Cascaded['used'];
  /** Why it is not the method asked for, or what was done to its weights; null when nothing. */
  readonly reason: string | null;
  /** [assets], finite */
  readonly weights: Float64Array;
  /** By how much the weights break a limit: 0 but for rounding, or where limits leave no weights at all. */
  readonly limitViolation: number;
  /** A year, fraction. */
  readonly expectedReturn: number;
  /** Standard deviation of a year's return, fraction. */
  readonly volatility: number;
  /** Excess return over volatility; null without volatility. */
  readonly sharpeRatio: number | null;
  /** Share of the variance that each asset brings, [assets], Σ = 1; 0 when there is no variance. */
  readonly riskShares: Float64Array;
  readonly certificate: Certificate;
  readonly covariance: CovarianceReport;
  /** Assets that no weight could be chosen for. */
  readonly leftOut: readonly LeftOut[];
}
