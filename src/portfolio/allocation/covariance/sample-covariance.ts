import { centred, type ReturnMatrix, weightedProducts } from '../return-matrix.ts';
import type { CovarianceEstimate } from './estimate.ts';

/**
 * Sample covariance, Σₜ (rₜ − r̄)(rₜ − r̄)ᵀ / (T − 1).
 *
 * @param returns - finite
 * @returns NaN throughout when T < 2
 */
export function sampleCovariance(returns: ReturnMatrix): CovarianceEstimate {
  const divisor = returns.bars > 1 ? returns.bars - 1 : Number.NaN;
  return { covariance: momentsOf(centred(returns), divisor), shrinkage: null };
}

/** Σₜ xₜ·xₜᵀ / divisor of centred returns. */
export function momentsOf(deviations: ReturnMatrix, divisor: number): Float64Array {
  return weightedProducts(deviations, deviations).map((sum) => sum / divisor);
}
