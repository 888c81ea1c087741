import { centred, type ReturnMatrix, weightedProducts } from '../return-matrix.ts';
import type { CovarianceEstimate } from './estimate.ts';
import { momentsOf } from './sample-covariance.ts';
import { intensity, shrunk, squared, sumOf } from './shrink.ts';

/**
 * Covariance shrunk towards that of one factor, the equally weighted mean of all assets.
 *
 *   δ·F + (1 − δ)·S,  S = Σ xxᵀ / T,  fᵢᵢ = sᵢᵢ,  fᵢⱼ = βᵢ·βⱼ / v,  δ = clamp((π − ρ) / (γ·T), 0, 1)
 *
 * with βᵢ the covariance of asset and factor and v the variance of the factor; π, ρ and γ as for
 * `constantCorrelationCovariance`, with divisor T throughout, as in Ledoit and Wolf's own program and in
 * PyPortfolioOpt.
 *
 * @param returns - finite
 * @returns NaN throughout when there are fewer than two bars
 * @see Ledoit and Wolf, Improved estimation of the covariance matrix of stock returns, 2003
 */
export function singleFactorCovariance(returns: ReturnMatrix): CovarianceEstimate {
  const { assets, bars } = returns;
  const deviations = centred(returns);
  const divisor = bars > 1 ? bars : Number.NaN;
  const sample = momentsOf(deviations, divisor);
  const factor = factorOf(deviations);
  const market = sumOf(factor, (value) => value * value) / divisor;
  // x times the factor, whose products with x give the betas and the moments of the target.
  const timesFactor = {
    ...deviations,
    values: deviations.values.map((value, at) => value * factor[Math.floor(at / assets)]),
  };
  const beta = new Float64Array(assets);
  timesFactor.values.forEach((value, at) => {
    beta[at % assets] += value / divisor;
  });
  const target = sample.map((value, at) => {
    const [i, j] = [Math.floor(at / assets), at % assets];
    return i === j || !(market > 0) ? value : (beta[i] * beta[j]) / market;
  });
  const squares = squared(deviations);
  const fourth = momentsOf(squares, divisor);
  const first = weightedProducts(squares, timesFactor);
  const third = momentsOf(timesFactor, divisor);
  let [pi, rho] = [0, 0];
  for (let at = 0; at < sample.length; at++) {
    const [i, j] = [Math.floor(at / assets), at % assets];
    const entry = fourth[at] - sample[at] ** 2;
    pi += entry;
    if (i === j) rho += entry;
    else {
      const single = (first[at] / divisor - beta[i] * sample[at]) * beta[j];
      const both = (third[at] - market * sample[at]) * beta[i] * beta[j];
      rho += (2 * single) / market - both / market ** 2;
    }
  }
  const gamma = sumOf(sample, (value, at) => (value - target[at]) ** 2);
  return shrunk(sample, target, intensity((pi - rho) / gamma, bars));
}

/** The factor's return of each bar. */
function factorOf({ bars, assets, values }: ReturnMatrix): Float64Array {
  const factor = new Float64Array(bars);
  for (let at = 0; at < values.length; at++) factor[Math.floor(at / assets)] += values[at] / assets;
  return factor;
}
