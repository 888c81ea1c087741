import type { RowBlock } from './row-block.ts';

/**
 * A convex quadratic program with hinges.
 *
 *   minimise    ½·xᵀP·x + qᵀx + cᵀy
 *   subject to  A·x = b,  G·x + F·y ≤ h,  C·x ≤ d,  lower ≤ x ≤ upper
 *               y ≥ B·x − o,  y ≥ 0
 *
 * A hinge y is max(0, Bx − o) wherever its cost or a limit on it pulls it down: a loss beyond
 * value at risk, what is bought of an asset, the positive part of a weight. P and B may be large; of the
 * rows of A and G there should be few.
 */
export interface QuadraticProgram {
  /** Number of x. */
  readonly size: number;
  /** P, [size, size], symmetric positive semidefinite; null for a linear program. */
  readonly hessian: Float64Array | null;
  /** q, [size] */
  readonly gradient: Float64Array;
  readonly equalities: LinearRows;
  readonly inequalities: CoupledRows;
  /** C and d. */
  readonly separate: { readonly rows: RowBlock; readonly limits: Float64Array };
  /** [size], −∞ for none */
  readonly lower: Float64Array;
  /** [size], ∞ for none; equal to `lower` for a variable that is fixed */
  readonly upper: Float64Array;
  readonly hinges: Hinges;
}

/** A and b. */
export interface LinearRows {
  /** [rows, size] row-major */
  readonly coefficients: Float64Array;
  /** [rows] */
  readonly limits: Float64Array;
}

/** G, F and h. */
export interface CoupledRows extends LinearRows {
  /** F, [rows, hinges] row-major */
  readonly hingeCoefficients: Float64Array;
}

export interface Hinges {
  /** B */
  readonly rows: RowBlock;
  /** o, [hinges] */
  readonly offsets: Float64Array;
  /** c, [hinges], ≥ 0 */
  readonly costs: Float64Array;
}

/** Multipliers of the constraints; ≥ 0 for inequalities. */
export interface Multipliers {
  readonly equalities: Float64Array;
  readonly inequalities: Float64Array;
  readonly separate: Float64Array;
  /** Of x ≥ lower, [size]; 0 where there is no bound. */
  readonly lower: Float64Array;
  /** Of x ≤ upper, [size]. */
  readonly upper: Float64Array;
  /** Of y ≥ Bx − o. */
  readonly hingeRows: Float64Array;
  /** Of y ≥ 0. */
  readonly hingeSigns: Float64Array;
}

/**
 * How a solver ended.
 * - `solved`: x is optimal as far as `kktResidual` says
 * - `infeasible`: no x meets the constraints; `multipliers` prove it: their combination of the
 *   constraints reads 0 ≤ −1, up to `kktResidual`
 * - `unbounded`: the objective falls for ever along x, up to `kktResidual`
 * - `not-converged`: x is the best iterate, not good enough
 */
export type SolverStatus = 'solved' | 'infeasible' | 'unbounded' | 'not-converged';

export interface ProgramSolution {
  readonly status: SolverStatus;
  /** [size], finite, within its bounds unless unbounded */
  readonly x: Float64Array;
  /** y, [hinges] */
  readonly hinges: Float64Array;
  readonly multipliers: Multipliers;
  /** Relative, computed anew from the program, x and the multipliers. */
  readonly kktResidual: number;
  readonly iterations: number;
  /** Relative difference between the primal and the dual objective. */
  readonly gap: number;
}

/** All 0. */
export function noMultipliers({
  size,
  equalities,
  inequalities,
  separate,
  hinges,
}: QuadraticProgram): Multipliers {
  return {
    equalities: new Float64Array(equalities.limits.length),
    inequalities: new Float64Array(inequalities.limits.length),
    separate: new Float64Array(separate.limits.length),
    lower: new Float64Array(size),
    upper: new Float64Array(size),
    hingeRows: new Float64Array(hinges.rows.rows),
    hingeSigns: new Float64Array(hinges.rows.rows),
  };
}
