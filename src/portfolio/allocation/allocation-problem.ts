import type { PortfolioLimits } from './limits/portfolio-limits.ts';
import type { SolverStatus } from './solver/quadratic-program.ts';
import type { ReturnMatrix } from './return-matrix.ts';

/** What every method chooses weights by. */
export interface AllocationProblem {
  readonly assets: number;
  /** A year, fraction, [assets] */
  readonly expectedReturns: Float64Array;
  /** A year, [assets, assets], positive definite */
  readonly covariance: Float64Array;
  /** Finite. */
  readonly returns: ReturnMatrix;
  readonly barsPerYear: number;
  readonly limits: PortfolioLimits;
  /** Weights held now; null when none are. */
  readonly previous: Float64Array | null;
  /** What moving a weight by 1 costs, as a share of a year's return, [assets], ≥ 0 */
  readonly costs: Float64Array;
}

/** What is expected of a year. */
export interface Beliefs {
  readonly expectedReturns: Float64Array;
  readonly covariance: Float64Array;
}

/** What shows that weights are what they are said to be. */
export interface Certificate {
  /** What found the weights. */
  readonly solver: 'interior-point' | 'coordinate-descent' | 'closed-form';
  readonly status: SolverStatus;
  /** Relative residual of the conditions of optimality; of the proof when there is no answer. */
  readonly kktResidual: number;
  readonly iterations: number;
  /** Relative duality gap. */
  readonly gap: number;
}

/** What a method comes to. */
export type AllocationAttempt =
  | {
      readonly kind: 'found';
      /** [assets], finite, within the limits */
      readonly weights: Float64Array;
      readonly certificate: Certificate;
      /** What was done to the method's own weights, if anything. */
      readonly note: string | null;
      /** What the method believes in place of the estimates. */
      readonly believed?: Beliefs;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly certificate: Certificate | null };

/** Weights by a rule that needs no search. */
export const CLOSED_FORM: Certificate = {
  solver: 'closed-form',
  status: 'solved',
  kktResidual: 0,
  iterations: 0,
  gap: 0,
};
