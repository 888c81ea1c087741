import type { AllocationAttempt, Certificate } from '../allocation-problem.ts';
import type { ProgramSolution, QuadraticProgram } from '../solver/quadratic-program.ts';
import { solveProgram } from '../solver/solve-program.ts';

/** Weights as the solution of a program, its first variables. */
export function solvedWeights(program: QuadraticProgram, assets: number): AllocationAttempt {
  const solution = solveProgram(program);
  const certificate = certificateOf(solution);
  return solution.status === 'solved'
    ? { kind: 'found', weights: solution.x.slice(0, assets), certificate, note: null }
    : { kind: 'failed', reason: failureOf(solution), certificate };
}

export function certificateOf(solution: ProgramSolution): Certificate {
  const { status, kktResidual, iterations, gap } = solution;
  return { solver: 'interior-point', status, kktResidual, iterations, gap };
}

/** Why a program has no solution, in a few words. */
export function failureOf({ status, kktResidual, iterations }: ProgramSolution): string {
  switch (status) {
    case 'infeasible':
      return 'no weights meet the limits';
    case 'unbounded':
      return 'the objective has no bound within the limits';
    case 'not-converged':
    case 'solved':
      return `the solver stopped after ${iterations} iterations at a KKT residual of ${kktResidual.toExponential(1)}`;
  }
}
