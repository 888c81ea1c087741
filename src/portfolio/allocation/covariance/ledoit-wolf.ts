import { centred, type ReturnMatrix, weightedProducts } from '../return-matrix.ts';
import type { CovarianceEstimate } from './estimate.ts';
import { momentsOf } from './sample-covariance.ts';
import { shrunk, squared, sumOf } from './shrink.ts';

/**
 * Ledoit and Wolf's covariance, shrunk towards the identity times the mean variance.
 *
 *   δ·m·I + (1 − δ)·S,  S = Σ xxᵀ / T,  m = tr S / n,  δ = min(β, d) / d
 *   d = ‖S − m·I‖² / n,  β = (Σ (x²)(x²)ᵀ / T − S²) / (n·T), summed over all entries
 *
 * as `sklearn.covariance.ledoit_wolf` has it: deviations from the mean, divided by T.
 *
 * @param returns - finite
 * @returns NaN throughout when there are fewer than two bars
 * @see Ledoit and Wolf, A well-conditioned estimator for large-dimensional covariance matrices, 2004
 */
export function ledoitWolfCovariance(returns: ReturnMatrix): CovarianceEstimate {
  const { assets, bars } = returns;
  const deviations = centred(returns);
  const divisor = bars > 1 ? bars : Number.NaN;
  const sample = momentsOf(deviations, divisor);
  const squares = squared(deviations);
  let trace = 0;
  for (let at = 0; at < assets; at++) trace += sample[at * assets + at];
  const mean = trace / assets;
  const total = sumOf(sample, (value) => value * value);
  const fourth = sumOf(weightedProducts(squares, squares), (value) => value) / divisor;
  const noise = (fourth - total) / (assets * divisor);
  const distance = (total - 2 * mean * trace + assets * mean * mean) / assets;
  const shrinkage = noise > 0 && distance > 0 ? Math.min(noise, distance) / distance : 0;
  const target = new Float64Array(assets * assets);
  for (let at = 0; at < assets; at++) target[at * assets + at] = mean;
  return shrunk(sample, target, shrinkage);
}
