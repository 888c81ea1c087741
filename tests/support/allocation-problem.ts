import type { AllocationProblem } from '../../src/portfolio/allocation/allocation-problem.ts';
import type { PortfolioLimits } from '../../src/portfolio/allocation/limits/portfolio-limits.ts';

/** Long-only weights of at most 1 that add up to 1. */
function longOnly(assets: number): PortfolioLimits {
  return {
    lower: new Float64Array(assets),
    upper: new Float64Array(assets).fill(1),
    net: { least: 1, most: 1 },
    gross: Number.POSITIVE_INFINITY,
    groups: [],
    turnover: Number.POSITIVE_INFINITY,
  };
}

/** A problem of which the means and the covariance are all that is known. */
export function problemOf(
  means: ArrayLike<number>,
  covariance: ArrayLike<number>,
  parts: Partial<AllocationProblem> = {},
): AllocationProblem {
  const assets = means.length;
  return {
    assets,
    expectedReturns: Float64Array.from(means),
    covariance: Float64Array.from(covariance),
    returns: { bars: 0, assets, values: new Float64Array(0) },
    barsPerYear: 252,
    limits: longOnly(assets),
    previous: null,
    costs: new Float64Array(assets),
    ...parts,
  };
}
