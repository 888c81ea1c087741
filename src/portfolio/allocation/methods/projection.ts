import type { AllocationAttempt, AllocationProblem, Certificate } from '../allocation-problem.ts';
import { limitProgram } from '../limits/limit-rows.ts';
import { meetsLimits } from '../limits/portfolio-limits.ts';
import { solvedWeights } from './solved-weights.ts';

/**
 * Weights of a rule that knows no limits, or the nearest that meet them.
 *
 *   minimise  ½·‖w − wanted‖²  within the limits
 *
 * @param certificate - of the wanted weights, kept where they meet the limits
 */
export function withinLimits(
  problem: AllocationProblem,
  wanted: Float64Array,
  certificate: Certificate,
): AllocationAttempt {
  const { assets, limits, previous } = problem;
  if (meetsLimits(wanted, limits, previous)) {
    return { kind: 'found', weights: wanted, certificate, note: null };
  }
  const hessian = new Float64Array(assets * assets);
  for (let at = 0; at < assets; at++) hessian[at * assets + at] = 1;
  const program = limitProgram(problem, 'none', 0);
  const attempt = solvedWeights(
    { ...program, hessian, gradient: wanted.map((value) => -value) },
    assets,
  );
  return attempt.kind === 'failed'
    ? attempt
    : { ...attempt, note: 'the nearest weights within the limits' };
}
