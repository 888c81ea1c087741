import { independentRows } from './dependent-rows.ts';
import { InteriorPoint } from './interior-point.ts';
import { infeasibilityResidual, kktResidual, unboundedResidual } from './kkt-residual.ts';
import {
  type Multipliers,
  noMultipliers,
  type ProgramSolution,
  type QuadraticProgram,
} from './quadratic-program.ts';
import { largest } from './vectors.ts';

/** The KKT residual up to which an answer counts. */
export const KKT_TOLERANCE = 1e-8;

/**
 * Solves a convex quadratic program with hinges.
 *
 * The answer of the interior-point method is moved into its bounds and judged by `kktResidual`, which
 * knows nothing of how it was found; what proves that there is none is judged the same way.
 *
 * @returns finite always; see `SolverStatus`
 */
export function solveProgram(program: QuadraticProgram): ProgramSolution {
  const { size, equalities } = program;
  const rows = independentRows(equalities, size);
  if (rows.kind === 'contradiction') {
    return infeasible(program, { ...noMultipliers(program), equalities: rows.multipliers }, 0);
  }
  if (rows.kept.length === equalities.limits.length) return judged(program, program, null);
  const coefficients = rows.kept.map((row) =>
    equalities.coefficients.subarray(row * size, (row + 1) * size),
  );
  const kept = {
    coefficients: Float64Array.from(coefficients.flatMap((row) => Array.from(row))),
    limits: Float64Array.from(rows.kept, (row) => equalities.limits[row]),
  };
  return judged(program, { ...program, equalities: kept }, rows.kept);
}

/** Solves with the equalities that are kept, and judges by all of them. */
function judged(
  program: QuadraticProgram,
  reduced: QuadraticProgram,
  kept: readonly number[] | null,
): ProgramSolution {
  const found = new InteriorPoint(reduced).run();
  const multipliers = kept === null ? found.multipliers : widened(program, found.multipliers, kept);
  const { iterations, hinges } = found;
  if (found.ended === 'infeasible') return infeasible(program, multipliers, iterations, found.x);
  const answer = { x: found.x, hinges, multipliers, iterations };
  if (found.ended === 'unbounded') {
    const residual = unboundedResidual(program, answer);
    const isProved = residual <= KKT_TOLERANCE;
    return {
      ...answer,
      status: isProved ? 'unbounded' : 'not-converged',
      kktResidual: residual,
      gap: 0,
    };
  }
  moveInside(answer.x, program);
  const residuals = kktResidual(program, answer);
  const isSolved = residuals.kktResidual <= KKT_TOLERANCE;
  return { ...answer, ...residuals, status: isSolved ? 'solved' : 'not-converged' };
}

function infeasible(
  program: QuadraticProgram,
  multipliers: Multipliers,
  iterations: number,
  x: Float64Array = new Float64Array(program.size),
): ProgramSolution {
  const residual = infeasibilityResidual(program, multipliers);
  return {
    status: residual <= KKT_TOLERANCE ? 'infeasible' : 'not-converged',
    x,
    hinges: new Float64Array(program.hinges.rows.rows),
    multipliers,
    kktResidual: residual,
    iterations,
    gap: 0,
  };
}

function widened(
  program: QuadraticProgram,
  multipliers: Multipliers,
  kept: readonly number[],
): Multipliers {
  const equalities = new Float64Array(program.equalities.limits.length);
  kept.forEach((row, at) => {
    equalities[row] = multipliers.equalities[at];
  });
  return { ...multipliers, equalities };
}

/** A value this near to its bound, relative to the largest, is on it. */
const ON_BOUND = 1e-11;

function moveInside(x: Float64Array, { lower, upper }: QuadraticProgram): void {
  const near = ON_BOUND * largest(x);
  for (let at = 0; at < x.length; at++) {
    if (!(x[at] > lower[at] + near)) x[at] = lower[at];
    if (!(x[at] < upper[at] - near)) x[at] = upper[at];
  }
}
