import type { AllocationAttempt, AllocationProblem, Certificate } from '../allocation-problem.ts';
import { netAimedAt } from './equal-weight.ts';
import { withinLimits } from './projection.ts';

const SWEEPS = 10_000;
const TARGET = 1e-12;
/** Halvings of the interval in which the size of the risk budget lies. */
const HALVINGS = 200;

/**
 * Long weights whose shares of the variance are equal.
 *
 *   minimise  ½·wᵀΣw − b·Σᵢ ln wᵢ,  one coordinate at a time, wᵢ = (−cᵢ + √(cᵢ² + 4·σᵢᵢ·b)) / (2·σᵢᵢ)
 *
 * with cᵢ = Σⱼ≠ᵢ σᵢⱼ·wⱼ; then wᵢ·(Σw)ᵢ = b for every i. Where a bound on a weight stands in the way, each
 * coordinate stops there, and b is the one at which the weights add up: those between their bounds still
 * contribute the same. Other limits are met by the nearest weights within them.
 *
 * @see Griveau-Billion, Richard and Roncalli, A fast algorithm for computing high-dimensional risk parity portfolios, 2013
 * @see Richard and Roncalli, Constrained risk budgeting portfolios, 2019
 */
export function riskParity(problem: AllocationProblem): AllocationAttempt {
  const { covariance, assets, limits } = problem;
  const net = netAimedAt(limits.net);
  if (!(net > 0)) {
    return {
      kind: 'failed',
      reason: `risk parity is long, and its weights may add up to ${net} at most`,
      certificate: null,
    };
  }
  const free = freeWeights(covariance, assets, net);
  const isInside = free.weights.every(
    (weight, at) => weight >= limits.lower[at] && weight <= limits.upper[at],
  );
  const parity = isInside ? free : boundedWeights(problem, net, free);
  if (parity === null) {
    const reason = `the bounds of single weights do not let them add up to ${net}`;
    return { kind: 'failed', reason, certificate: null };
  }
  const isSolved = parity.residual <= 1e-8;
  const certificate: Certificate = {
    solver: 'coordinate-descent',
    status: isSolved ? 'solved' : 'not-converged',
    kktResidual: parity.residual,
    iterations: parity.sweeps,
    gap: 0,
  };
  return isSolved
    ? withinLimits(problem, parity.weights, certificate)
    : {
        kind: 'failed',
        reason: `risk parity stopped after ${parity.sweeps} sweeps at a residual of ${parity.residual.toExponential(1)}`,
        certificate,
      };
}

interface Parity {
  readonly weights: Float64Array;
  /** Largest relative departure from what each asset is to contribute. */
  readonly residual: number;
  readonly sweeps: number;
}

interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

function freeWeights(covariance: Float64Array, assets: number, net: number): Parity {
  const box = {
    lower: new Float64Array(assets),
    upper: new Float64Array(assets).fill(Number.POSITIVE_INFINITY),
  };
  const start = Float64Array.from(
    { length: assets },
    (_, at) => 1 / Math.sqrt(covariance[at * assets + at] * assets),
  );
  const { weights, sweeps } = descend(covariance, box, 1 / assets, start);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scaled = weights.map((weight) => (weight * net) / total);
  const budget = (net / total) ** 2 / assets;
  return { weights: scaled, residual: residualOf(covariance, box, budget, scaled), sweeps };
}

/** The size of the budget at which weights that stop at their bounds add up to `net`. */
function boundedWeights(
  { covariance, limits }: AllocationProblem,
  net: number,
  free: Parity,
): Parity | null {
  const box = { lower: limits.lower.map((lower) => Math.max(0, lower)), upper: limits.upper };
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  if (!(sum(box.lower) <= net && net <= sum(box.upper))) return null;
  let { weights, sweeps } = free;
  const at = (logBudget: number) => {
    const found = descend(covariance, box, Math.exp(logBudget), weights);
    weights = found.weights;
    sweeps += found.sweeps;
    return sum(weights) - net;
  };
  const middle = Math.log(free.weights[0] * product(covariance, free.weights, 0));
  let [low, high] = [middle - 1, middle + 1];
  for (let step = 1; step < 60 && at(low) > 0; step++) low -= step;
  for (let step = 1; step < 60 && at(high) < 0; step++) high += step;
  let excess = Number.POSITIVE_INFINITY;
  for (let step = 0; step < HALVINGS && Math.abs(excess) > 1e-15 && high > low; step++) {
    const half = (low + high) / 2;
    if (half === low || half === high) break;
    excess = at(half);
    if (excess > 0) high = half;
    else low = half;
  }
  const budget = Math.exp((low + high) / 2);
  const residual = Math.max(residualOf(covariance, box, budget, weights), Math.abs(excess));
  return { weights, residual, sweeps };
}

/** Minimises one coordinate after the other within the box, until the budget is met. */
function descend(
  covariance: Float64Array,
  { lower, upper }: Box,
  budget: number,
  start: Float64Array,
): Pick<Parity, 'weights' | 'sweeps'> {
  const weights = start.slice();
  const size = weights.length;
  for (let sweep = 1; sweep <= SWEEPS; sweep++) {
    let moved = 0;
    for (let i = 0; i < size; i++) {
      const variance = covariance[i * size + i];
      const other = product(covariance, weights, i) - variance * weights[i];
      const root = Math.sqrt(other * other + 4 * variance * budget);
      // The same root both ways; this one does not take two near numbers from each other.
      const best = other > 0 ? (2 * budget) / (other + root) : (root - other) / (2 * variance);
      const inside = Math.min(Math.max(best, lower[i]), upper[i]);
      moved = Math.max(moved, Math.abs(inside - weights[i]) / Math.max(inside, weights[i]));
      weights[i] = inside;
    }
    if (!(moved > TARGET)) return { weights, sweeps: sweep };
  }
  return { weights, sweeps: SWEEPS };
}

function residualOf(
  covariance: Float64Array,
  { lower, upper }: Box,
  budget: number,
  weights: Float64Array,
): number {
  let worst = 0;
  for (let i = 0; i < weights.length; i++) {
    const miss = (weights[i] * product(covariance, weights, i)) / budget - 1;
    // At its upper bound an asset may contribute less, at its lower one more.
    const isHeld = (miss < 0 && weights[i] === upper[i]) || (miss > 0 && weights[i] === lower[i]);
    if (!isHeld && !(Math.abs(miss) <= worst)) worst = Math.abs(miss);
  }
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}

/** (Σw)ᵢ */
function product(covariance: Float64Array, weights: Float64Array, row: number): number {
  const size = weights.length;
  let sum = 0;
  for (let at = 0; at < size; at++) sum += covariance[row * size + at] * weights[at];
  return sum;
}
