import type { AllocationAttempt, AllocationProblem } from '../allocation-problem.ts';
import { limitProgram, withLossHinges } from '../limits/limit-rows.ts';
import { denseRows } from '../solver/row-block.ts';
import { returnRow } from './mean-variance.ts';
import { solvedWeights } from './solved-weights.ts';

/**
 * Weights of the least conditional value at risk of one bar's return over the bars seen,
 *
 *   minimise  α + 1/((1 − level)·T) · Σₜ max(0, −rₜᵀw − α)  + a bar's share of the costs
 *
 * α ends as the value at risk. Each bar is a hinge, which the solver eliminates, so its cost is that of
 * T outer products and not of T variables.
 *
 * @param level - confidence, in (0, 1)
 * @param targetReturn - least expected return a year; null for none
 * @see Rockafellar and Uryasev, Optimization of conditional value-at-risk, 2000
 */
export function minCvar(
  problem: AllocationProblem,
  level: number,
  targetReturn: number | null,
): AllocationAttempt {
  const { assets, returns, barsPerYear } = problem;
  const { bars, values } = returns;
  const size = assets + 1;
  // Losses in units of a typical return, so that they are about as large as weights.
  const unit =
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
  const losses = new Float64Array(bars * size).fill(-1);
  for (let bar = 0; bar < bars; bar++) {
    for (let at = 0; at < assets; at++) losses[bar * size + at] = -values[bar * assets + at] / unit;
  }
  const target = targetReturn === null ? [] : [returnRow(problem, targetReturn)];
  const limits = limitProgram(problem, 'level', 1 / (barsPerYear * unit), target);
  const gradient = limits.gradient.slice();
  gradient[assets] = 1;
  const costs = new Float64Array(bars).fill(1 / ((1 - level) * bars));
  const program = withLossHinges(limits, denseRows(losses, bars, size), costs);
  return solvedWeights({ ...program, gradient, hessian: null }, assets);
}
