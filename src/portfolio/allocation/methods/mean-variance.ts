import type { AllocationAttempt, AllocationProblem } from '../allocation-problem.ts';
import { limitProgram, type WeightRow } from '../limits/limit-rows.ts';
import { solvedWeights } from './solved-weights.ts';

/**
 * Weights of the greatest utility, μᵀw − γ/2·wᵀΣw − cᵀ|w − previous|.
 *
 * @param riskAversion - γ > 0
 * @see Markowitz, Portfolio selection, 1952
 */
export function meanVariance(problem: AllocationProblem, riskAversion: number): AllocationAttempt {
  return smallestVariance(problem, { riskAversion, returnWeight: 1, targetReturn: null });
}

/**
 * Weights of the least variance, γ/2·wᵀΣw + cᵀ|w − previous|; γ matters only beside costs.
 *
 * @param targetReturn - least expected return a year, a point of the efficient frontier; null for none
 */
export function minVariance(
  problem: AllocationProblem,
  riskAversion: number,
  targetReturn: number | null,
): AllocationAttempt {
  return smallestVariance(problem, { riskAversion, returnWeight: 0, targetReturn });
}

interface Objective {
  readonly riskAversion: number;
  readonly returnWeight: number;
  readonly targetReturn: number | null;
}

function smallestVariance(problem: AllocationProblem, objective: Objective): AllocationAttempt {
  const { assets, covariance, expectedReturns } = problem;
  const { riskAversion, returnWeight, targetReturn } = objective;
  const target = targetReturn === null ? [] : [returnRow(problem, targetReturn)];
  const limits = limitProgram(problem, 'none', 1, target);
  return solvedWeights(
    {
      ...limits,
      hessian: covariance.map((value) => riskAversion * value),
      gradient: limits.gradient.map((cost, at) => cost - returnWeight * expectedReturns[at]),
    },
    assets,
  );
}

/** μᵀw ≥ target */
export function returnRow({ expectedReturns }: AllocationProblem, target: number): WeightRow {
  return { weights: expectedReturns.map((value) => -value), trades: null, limit: -target };
}
