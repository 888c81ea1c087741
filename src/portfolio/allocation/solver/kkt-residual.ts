import {
  type Multipliers,
  noMultipliers,
  type ProgramSolution,
  type QuadraticProgram,
} from './quadratic-program.ts';
import { largest } from './vectors.ts';

/** Least size of variables and objective, as a share of the constraints': at an optimum both may vanish. */
const LEAST = 1e-6;

type Answer = Pick<ProgramSolution, 'x' | 'hinges' | 'multipliers'>;

/**
 * How far an answer is from the conditions of Karush, Kuhn and Tucker, the largest of
 *
 * - stationarity: |Px + q + Aᵀν + Gᵀλ + Cᵀζ + Bᵀρ − z₋ + z₊| and |c + Fᵀλ − ρ − η|, over the largest
 *   term of these sums
 * - feasibility: what a constraint is broken by, over the larger of its limit and its largest term
 * - signs: how far a multiplier of an inequality is below 0, over the largest term of stationarity
 * - complementarity: Σ |multiplier · slack| over the size of the objective
 *
 * It is computed from the program, x, y and the multipliers, and from nothing that the solver kept.
 *
 * @returns residual and relative duality gap, ≥ 0; the largest number where something is not finite
 */
export function kktResidual(
  program: QuadraticProgram,
  answer: Answer,
): Pick<ProgramSolution, 'kktResidual' | 'gap'> {
  const rows = slacksOf(program, answer);
  const { residual: stationarity, scale, objective } = stationarityOf(program, answer);
  let [worst, products] = [0, 0];
  for (const { slack, multiplier, size } of rows) {
    if (multiplier === null) {
      worst = atLeast(worst, Math.abs(slack) / size);
      continue;
    }
    if (slack < 0) worst = atLeast(worst, -slack / size);
    if (multiplier < 0) worst = atLeast(worst, -multiplier / scale);
    products += Math.abs(multiplier * slack);
  }
  const gap = products === 0 ? 0 : products / objective;
  worst = atLeast(atLeast(worst, scale > 0 ? stationarity / scale : stationarity), gap);
  return Number.isFinite(worst)
    ? { kktResidual: worst, gap }
    : { kktResidual: Number.MAX_VALUE, gap: Number.MAX_VALUE };
}

/**
 * How well multipliers prove that nothing meets the constraints: the combination Σ multiplier · row of
 * the constraints reads rᵀ(x, y) ≤ −1, so no (x, y) with Σ|·| < 1 / max|r| meets them.
 *
 * @returns max|r| and the multipliers' negative parts, relative to the −1; the largest number when it
 *   proves nothing
 */
export function infeasibilityResidual(program: QuadraticProgram, multipliers: Multipliers): number {
  const zero = {
    x: new Float64Array(program.size),
    hinges: new Float64Array(program.hinges.rows.rows),
  };
  const { pull, hingePull } = pullsOf(program, multipliers);
  let promised = 0;
  let worst = Math.max(largest(pull), largest(hingePull));
  for (const { slack, multiplier, raw } of slacksOf(program, { ...zero, multipliers })) {
    promised += raw * slack;
    if (multiplier !== null && multiplier < 0) worst = atLeast(worst, -multiplier);
  }
  return promised < 0 && Number.isFinite(worst) ? worst / -promised : Number.MAX_VALUE;
}

/**
 * How well x proves that the objective falls for ever: the largest violation along x, over the fall of
 * the objective in units of its largest linear coefficient.
 */
export function unboundedResidual(program: QuadraticProgram, { x, hinges }: Answer): number {
  const { gradient, size } = program;
  let fall = 0;
  for (let at = 0; at < size; at++) fall -= gradient[at] * x[at];
  for (let at = 0; at < hinges.length; at++) fall -= program.hinges.costs[at] * hinges[at];
  const unit = Math.max(largest(gradient), largest(program.hinges.costs));
  fall /= unit;
  let worst = largest(curveOf(program, x)) / unit;
  const zero = { x: new Float64Array(size), hinges: new Float64Array(hinges.length) };
  const multipliers = noMultipliers(program);
  const start = slacksOf(program, { ...zero, multipliers });
  slacksOf(program, { x, hinges, multipliers }).forEach(({ slack, multiplier }, row) => {
    const change = slack - start[row].slack;
    worst = atLeast(worst, multiplier === null ? Math.abs(change) : -change);
  });
  return fall > 0 && Number.isFinite(worst) ? worst / fall : Number.MAX_VALUE;
}

interface Slack {
  /** Limit − row; 0 or more where the row is met. */
  readonly slack: number;
  /** null for an equality. */
  readonly multiplier: number | null;
  readonly raw: number;
  /** Of the row's terms. */
  readonly size: number;
}

/** Every constraint at an answer. */
function slacksOf(program: QuadraticProgram, { x, hinges, multipliers }: Answer): Slack[] {
  const { size, equalities, inequalities, separate, lower, upper } = program;
  const reach = Math.max(largest(x), LEAST * limitSize(program)) || 1;
  const hingeReach = Math.max(largest(hinges), reach);
  const slacks: Slack[] = [];
  const add = (limit: number, value: number, raw: number, isEquality: boolean, term: number) =>
    slacks.push({
      slack: limit - value,
      multiplier: isEquality ? null : raw,
      raw,
      size: Math.max(Math.abs(limit), term) || 1,
    });
  equalities.limits.forEach((limit, row) => {
    const line = equalities.coefficients.subarray(row * size, (row + 1) * size);
    add(limit, product(line, x), multipliers.equalities[row], true, largest(line) * reach);
  });
  inequalities.limits.forEach((limit, row) => {
    const line = inequalities.coefficients.subarray(row * size, (row + 1) * size);
    const tail = inequalities.hingeCoefficients.subarray(
      row * hinges.length,
      (row + 1) * hinges.length,
    );
    const value = product(line, x) + product(tail, hinges);
    const term = Math.max(largest(line) * reach, largest(tail) * hingeReach);
    add(limit, value, multipliers.inequalities[row], false, term);
  });
  const own = new Float64Array(separate.rows.rows);
  separate.rows.times(x, own, 0);
  separate.limits.forEach((limit, row) =>
    add(limit, own[row], multipliers.separate[row], false, Math.max(Math.abs(own[row]), reach)),
  );
  for (let at = 0; at < size; at++) {
    const isFixed = lower[at] === upper[at];
    const raw = isFixed ? multipliers.upper[at] - multipliers.lower[at] : multipliers.upper[at];
    if (upper[at] < Number.POSITIVE_INFINITY) add(upper[at], x[at], raw, isFixed, reach);
    if (isFixed || !(lower[at] > Number.NEGATIVE_INFINITY)) continue;
    add(-lower[at], -x[at], multipliers.lower[at], false, reach);
  }
  const reached = new Float64Array(hinges.length);
  program.hinges.rows.times(x, reached, 0);
  hinges.forEach((y, at) => {
    const term = Math.max(Math.abs(reached[at]), hingeReach);
    add(program.hinges.offsets[at], reached[at] - y, multipliers.hingeRows[at], false, term);
    add(0, -y, multipliers.hingeSigns[at], false, hingeReach);
  });
  return slacks;
}

function stationarityOf(
  program: QuadraticProgram,
  { x, hinges, multipliers }: Answer,
): { readonly residual: number; readonly scale: number; readonly objective: number } {
  const { size, gradient } = program;
  const { pull, hingePull } = pullsOf(program, multipliers);
  const curve = curveOf(program, x);
  const limit = limitSize(program);
  const reach = Math.max(largest(x), largest(hinges), LEAST * limit) || 1;
  const steepest = program.hessian === null ? 0 : largest(program.hessian);
  const linear = Math.max(largest(gradient), largest(program.hinges.costs));
  // An objective of nothing but zeros has no size.
  const scale = Math.max(steepest * reach, linear) || 1;
  let [residual, objective] = [0, 0];
  for (let at = 0; at < size; at++) {
    residual = atLeast(residual, Math.abs(curve[at] + gradient[at] + pull[at]));
    objective += Math.abs(gradient[at] * x[at]) + 0.5 * Math.abs(curve[at] * x[at]);
  }
  for (let at = 0; at < hinges.length; at++) {
    residual = atLeast(residual, Math.abs(program.hinges.costs[at] + hingePull[at]));
    objective += Math.abs(program.hinges.costs[at] * hinges[at]);
  }
  const least = LEAST * Math.max(steepest * limit * limit, linear * limit);
  return { residual, scale, objective: Math.max(objective, scale * reach, least) };
}

/** Size of the constraints' limits, those that are none left out. */
function limitSize({ equalities, inequalities, lower, upper, hinges }: QuadraticProgram): number {
  const sizes = [equalities.limits, inequalities.limits, lower, upper, hinges.offsets].map(
    (values) => largest(values.filter(Number.isFinite)),
  );
  return Math.max(...sizes);
}

/** What the multipliers pull on x and y. */
function pullsOf(
  program: QuadraticProgram,
  multipliers: Multipliers,
): { readonly pull: Float64Array; readonly hingePull: Float64Array } {
  const { size, equalities, inequalities, separate, hinges } = program;
  const pull = new Float64Array(size);
  const hingePull = new Float64Array(hinges.rows.rows);
  addRows(equalities.coefficients, multipliers.equalities, pull);
  addRows(inequalities.coefficients, multipliers.inequalities, pull);
  addRows(inequalities.hingeCoefficients, multipliers.inequalities, hingePull);
  separate.rows.addTransposed(multipliers.separate, 0, pull);
  hinges.rows.addTransposed(multipliers.hingeRows, 0, pull);
  for (let at = 0; at < size; at++) pull[at] += multipliers.upper[at] - multipliers.lower[at];
  for (let at = 0; at < hingePull.length; at++) {
    hingePull[at] -= multipliers.hingeRows[at] + multipliers.hingeSigns[at];
  }
  return { pull, hingePull };
}

function curveOf({ size, hessian }: QuadraticProgram, x: Float64Array): Float64Array {
  const curve = new Float64Array(size);
  if (hessian === null) return curve;
  for (let row = 0; row < size; row++) {
    curve[row] = product(hessian.subarray(row * size, (row + 1) * size), x);
  }
  return curve;
}

function addRows(coefficients: Float64Array, weights: Float64Array, out: Float64Array): void {
  for (let row = 0; row < weights.length; row++) {
    for (let at = 0; at < out.length; at++) {
      out[at] += weights[row] * coefficients[row * out.length + at];
    }
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < b.length; at++) sum += a[at] * b[at];
  return sum;
}

/** The larger of two, NaN counting as infinite. */
function atLeast(worst: number, value: number): number {
  return value <= worst ? worst : Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}
