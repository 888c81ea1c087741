import type { AllocationAttempt, AllocationProblem } from '../allocation-problem.ts';
import { limitProgram } from '../limits/limit-rows.ts';
import { solveProgram } from '../solver/solve-program.ts';
import { certificateOf, failureOf } from './solved-weights.ts';

/**
 * Weights of the greatest Sharpe ratio, ((μ − r)ᵀw − cᵀ|w − previous|) / √(wᵀΣw).
 *
 * The ratio does not change when all weights grow, so with v = κ·w the problem is a quadratic program,
 * minimise vᵀΣv with an excess return of at least 1, every limit times κ; w = v / κ.
 *
 * @param riskFreeRate - r, a year, fraction
 * @returns failed when nothing within the limits has a positive excess return
 * @see Cornuejols and Tütüncü, Optimization Methods in Finance, 2007, 8.2
 */
export function maxSharpe(problem: AllocationProblem, riskFreeRate: number): AllocationAttempt {
  const { assets, covariance, expectedReturns, costs, previous } = problem;
  const isCharged = previous !== null && costs.some((cost) => cost > 0);
  const excess = expectedReturns.map((value) => value - riskFreeRate);
  // Returns in units of the largest, so that v is about as large as w.
  const unit = excess.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const charge = (at: number) => (isCharged ? costs[at] / unit : 0);
  const size = assets + 1;
  const row = {
    weights: excess.map((value, at) => -value / unit - charge(at)),
    trades: isCharged ? costs.map((_, at) => 2 * charge(at)) : null,
    limit: -1,
  };
  const limits = limitProgram(problem, 'scale', 0, [row]);
  keepUnscaled(limits.inequalities, heldCost(previous, charge));
  const hessian = new Float64Array(size * size);
  for (let at = 0; at < assets; at++) {
    hessian.set(covariance.subarray(at * assets, (at + 1) * assets), at * size);
  }
  const solution = solveProgram({ ...limits, hessian });
  const certificate = certificateOf(solution);
  if (solution.status === 'solved') {
    const scale = solution.x[assets];
    const weights = solution.x.slice(0, assets).map((value) => value / scale);
    return { kind: 'found', weights, certificate, note: null };
  }
  const reason =
    solution.status === 'infeasible'
      ? 'nothing within the limits has an expected return above the risk-free rate'
      : failureOf(solution);
  return { kind: 'failed', reason, certificate };
}

/** The last row is excess return ≥ 1, which is the one that fixes the scale, and so is not times κ. */
function keepUnscaled(
  rows: { readonly coefficients: Float64Array; readonly limits: Float64Array },
  held: number,
): void {
  rows.limits[rows.limits.length - 1] = -1;
  rows.coefficients[rows.coefficients.length - 1] = held;
}

/** What selling all that is held would cost, the constant of cᵀ|w − previous|. */
function heldCost(previous: Float64Array | null, charge: (at: number) => number): number {
  return previous === null ? 0 : previous.reduce((sum, weight, at) => sum + charge(at) * weight, 0);
}
