import { centred, type ReturnMatrix, weightedProducts } from '../return-matrix.ts';
import type { CovarianceEstimate } from './estimate.ts';

/**
 * Exponentially weighted covariance, Σₜ wₜ·(rₜ − r̄)(rₜ − r̄)ᵀ / Σ w with wₜ = 2^(−age / halfLifeBars).
 *
 * The mean r̄ is the plain one of all bars, as in PyPortfolioOpt's `exp_cov`, whose span s is a half
 * life of −1 / log₂(1 − 2 / (s + 1)) bars.
 *
 * @param returns - finite, oldest first
 * @param halfLifeBars - > 0
 * @returns NaN throughout when there are fewer than two bars
 */
export function exponentialCovariance(
  returns: ReturnMatrix,
  halfLifeBars: number,
): CovarianceEstimate {
  const { bars } = returns;
  const weights = Float64Array.from(
    { length: bars },
    (_, bar) => 2 ** (-(bars - 1 - bar) / halfLifeBars),
  );
  const total = bars > 1 ? weights.reduce((sum, weight) => sum + weight, 0) : Number.NaN;
  const deviations = centred(returns);
  const sums = weightedProducts(deviations, deviations, weights);
  return { covariance: sums.map((sum) => sum / total), shrinkage: null };
}
