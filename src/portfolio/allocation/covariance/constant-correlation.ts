import { centred, type ReturnMatrix, weightedProducts } from '../return-matrix.ts';
import type { CovarianceEstimate } from './estimate.ts';
import { momentsOf } from './sample-covariance.ts';
import { intensity, shrunk, squared, sumOf } from './shrink.ts';

/**
 * Sample covariance shrunk towards the one with every correlation the mean correlation.
 *
 *   δ·F + (1 − δ)·S,  fᵢᵢ = sᵢᵢ,  fᵢⱼ = r̄·√(sᵢᵢ·sⱼⱼ),  δ = clamp((π − ρ) / (γ·T), 0, 1)
 *
 * π is the summed variance of the entries of S, ρ their covariance with those of F, γ = ‖S − F‖². S is
 * the sample covariance with divisor T − 1, moments inside π and ρ have T, as in PyPortfolioOpt.
 *
 * @param returns - finite; a column that never moves has no correlation and is left as it is
 * @returns NaN throughout when there are fewer than two bars
 * @see Ledoit and Wolf, Honey, I shrunk the sample covariance matrix, 2003
 */
export function constantCorrelationCovariance(returns: ReturnMatrix): CovarianceEstimate {
  const { assets, bars } = returns;
  const deviations = centred(returns);
  const sample = momentsOf(deviations, bars > 1 ? bars - 1 : Number.NaN);
  const variance = Float64Array.from({ length: assets }, (_, at) => sample[at * assets + at]);
  const target = targetOf(sample, variance, assets);
  const moments = momentsOf(deviations, bars);
  const squares = squared(deviations);
  const fourth = momentsOf(squares, bars);
  const cubes = weightedProducts(
    { ...squares, values: squares.values.map((value, at) => value * deviations.values[at]) },
    deviations,
  );
  let [pi, rho] = [0, 0];
  for (let at = 0; at < sample.length; at++) {
    const [i, j] = [Math.floor(at / assets), at % assets];
    const entry = fourth[at] - 2 * moments[at] * sample[at] + sample[at] ** 2;
    pi += entry;
    if (i === j) rho += entry;
    else if (variance[i] > 0 && variance[j] > 0) {
      const theta =
        cubes[at] / bars -
        moments[i * assets + i] * sample[at] -
        moments[at] * variance[i] +
        variance[i] * sample[at];
      rho += target.mean * Math.sqrt(variance[j] / variance[i]) * theta;
    }
  }
  const gamma = sumOf(sample, (value, at) => (value - target.covariance[at]) ** 2);
  return shrunk(sample, target.covariance, intensity((pi - rho) / gamma, bars));
}

function targetOf(
  sample: Float64Array,
  variance: Float64Array,
  assets: number,
): { readonly covariance: Float64Array; readonly mean: number } {
  const deviation = variance.map(Math.sqrt);
  let [sum, pairs] = [0, 0];
  for (let i = 0; i < assets; i++) {
    for (let j = 0; j < i; j++) {
      if (!(deviation[i] > 0 && deviation[j] > 0)) continue;
      sum += sample[i * assets + j] / (deviation[i] * deviation[j]);
      pairs++;
    }
  }
  const mean = pairs > 0 ? sum / pairs : 0;
  const covariance = sample.map((value, at) => {
    const [i, j] = [Math.floor(at / assets), at % assets];
    return i === j ? value : mean * deviation[i] * deviation[j];
  });
  return { covariance, mean };
}
