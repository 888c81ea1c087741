import {
  type AllocationAttempt,
  type AllocationProblem,
  CLOSED_FORM,
} from '../allocation-problem.ts';
import { netAimedAt } from './equal-weight.ts';
import { hierarchicalOrder, type Linkage } from './linkage.ts';
import { withinLimits } from './projection.ts';

/**
 * Hierarchical risk parity, moved into the limits.
 *
 * Assets are ordered by clustering the distances √((1 − ρ) / 2); the order is halved again and again, and
 * each half gets a share in inverse proportion to its variance under inverse-variance weights.
 *
 * @see López de Prado, Building diversified portfolios that outperform out of sample, 2016
 */
export function hierarchicalRiskParity(
  problem: AllocationProblem,
  linkage: Linkage,
): AllocationAttempt {
  const { covariance, assets, limits } = problem;
  const net = netAimedAt(limits.net);
  const shares = hierarchicalShares(covariance, assets, linkage);
  return withinLimits(
    problem,
    shares.map((share) => share * net),
    CLOSED_FORM,
  );
}

/**
 * Shares of hierarchical risk parity.
 *
 * @param covariance - [assets, assets], positive variances
 * @returns [assets], > 0, Σ = 1
 */
function hierarchicalShares(
  covariance: Float64Array,
  assets: number,
  linkage: Linkage,
): Float64Array {
  const order = hierarchicalOrder(correlationDistances(covariance, assets), assets, linkage);
  const shares = new Float64Array(assets).fill(1);
  const open: (readonly number[])[] = [order];
  for (let cluster = open.pop(); cluster !== undefined; cluster = open.pop()) {
    if (cluster.length < 2) continue;
    const half = Math.floor(cluster.length / 2);
    const [first, second] = [cluster.slice(0, half), cluster.slice(half)];
    const [a, b] = [first, second].map((part) => clusterVariance(covariance, assets, part));
    const share = 1 - a / (a + b);
    for (const asset of first) shares[asset] *= share;
    for (const asset of second) shares[asset] *= 1 - share;
    open.push(first, second);
  }
  return shares;
}

function correlationDistances(covariance: Float64Array, assets: number): Float64Array {
  const deviation = Float64Array.from({ length: assets }, (_, at) =>
    Math.sqrt(covariance[at * assets + at]),
  );
  return covariance.map((value, at) => {
    const [i, j] = [Math.floor(at / assets), at % assets];
    const correlation = value / (deviation[i] * deviation[j]);
    return i === j ? 0 : Math.sqrt(Math.min(1, Math.max(0, (1 - correlation) / 2)));
  });
}

/** Variance of a cluster whose weights are in inverse proportion to the variances. */
function clusterVariance(
  covariance: Float64Array,
  assets: number,
  cluster: readonly number[],
): number {
  const inverse = cluster.map((asset) => 1 / covariance[asset * assets + asset]);
  const total = inverse.reduce((sum, value) => sum + value, 0);
  let variance = 0;
  cluster.forEach((i, a) => {
    cluster.forEach((j, b) => {
      variance += (inverse[a] / total) * (inverse[b] / total) * covariance[i * assets + j];
    });
  });
  return variance;
}
