import type { PortfolioLimits } from './limits/portfolio-limits.ts';
import type { View } from './methods/black-litterman.ts';
import type { ReturnMatrix } from './return-matrix.ts';

/** What weights are chosen by, besides the settings. */
export interface AllocationInputs {
  readonly symbols: readonly string[];
  /** Simple returns, oldest first; NaN where an asset has none. */
  readonly returns: ReturnMatrix;
  readonly barsPerYear: number;
  /** A year, fraction, for Sharpe ratios. */
  readonly riskFreeRate: number;
  /** A year, [assets], instead of the mean of the returns; NaN leaves an asset out. */
  readonly expectedReturns?: Float64Array | null;
  /** Weights held now, as prices have moved them, [assets]. */
  readonly previousWeights?: Float64Array | null;
  /** What moving a weight by 1 costs, as a share of a year's return, [assets]. */
  readonly costs?: Float64Array | null;
  /** Weights forecast by a model, which `ppo` moves into the limits, [assets]. */
  readonly forecastWeights?: Float64Array | null;
  /** Opinions besides those in the settings. */
  readonly views?: readonly View[];
  /** Limits in place of those of the settings. */
  readonly limits?: Partial<PortfolioLimits>;
}
