import type { AllocationProblem } from '../allocation-problem.ts';
import type { QuadraticProgram } from '../solver/quadratic-program.ts';
import { type RowBlock, sparseRows, stackedRows } from '../solver/row-block.ts';

/**
 * The last variable of a program besides the weights.
 * - `none`: there is none
 * - `level`: one that no limit touches, such as value at risk
 * - `scale`: κ > 0 by which the weights are multiplied, so that every limit is times κ
 */
export type LastVariable = 'none' | 'level' | 'scale';

/** A linear condition on weights and hinges, for whoever adds one to the limits'. */
export interface WeightRow {
  /** [assets] */
  readonly weights: Float64Array;
  /** Coefficient of the hinge of each asset's trade, [assets]; null for none. */
  readonly trades: Float64Array | null;
  readonly limit: number;
}

/** The constraints of a program for the weights, and the terms of its costs. */
export type LimitProgram = Pick<
  QuadraticProgram,
  'size' | 'gradient' | 'equalities' | 'inequalities' | 'separate' | 'lower' | 'upper' | 'hinges'
>;

interface Row extends WeightRow {
  readonly isEquality: boolean;
  /** Coefficient of the hinge of each asset's long part. */
  readonly longs: number;
}

/**
 * Limits and costs as constraints of a quadratic program.
 *
 * |w − p| is 2·max(0, w − p) − (w − p), one hinge an asset, and |w| likewise; so gross exposure, turnover
 * and linear costs take one hinge an asset each and one row.
 *
 * @param costWeight - what the objective multiplies the costs with
 * @param more - conditions besides the limits, ≤
 */
export function limitProgram(
  problem: AllocationProblem,
  last: LastVariable,
  costWeight: number,
  more: readonly WeightRow[] = [],
): LimitProgram {
  const { assets, limits } = problem;
  const size = last === 'none' ? assets : assets + 1;
  const hasShorts = limits.lower.some((lower) => lower < 0);
  const longs = hasShorts && limits.gross < Number.POSITIVE_INFINITY ? assets : 0;
  const hasCosts = problem.costs.some((cost) => cost > 0);
  const { previous } = problem;
  const isTraded = previous !== null && (hasCosts || limits.turnover < Number.POSITIVE_INFINITY);
  const trades = isTraded ? assets : 0;
  const rows = [...rowsOf(problem, longs > 0, isTraded), ...more.map(asInequality)];
  const shape = { assets, size, last, longs, trades };
  const [gradient, costs] = [new Float64Array(size), new Float64Array(longs + trades)];
  if (isTraded) {
    for (let at = 0; at < assets; at++) {
      gradient[at] = -costWeight * problem.costs[at];
      costs[longs + at] = 2 * costWeight * problem.costs[at];
    }
  }
  return {
    size,
    gradient,
    equalities: stacked(
      rows.filter(({ isEquality }) => isEquality),
      shape,
    ),
    inequalities: stacked(
      rows.filter(({ isEquality }) => !isEquality),
      shape,
    ),
    ...boundsOf(problem, shape),
    hinges: {
      rows: hingeRows(previous, shape),
      offsets: hingeOffsets(previous, shape),
      costs,
    },
  };
}

/** The same constraints with more hinges, those of losses, in front of the limits' own. */
export function withLossHinges(
  program: LimitProgram,
  losses: RowBlock,
  costs: Float64Array,
): LimitProgram {
  const own = program.hinges.offsets.length;
  const rows = program.inequalities.limits.length;
  const width = losses.rows + own;
  const hingeCoefficients = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const line = program.inequalities.hingeCoefficients.subarray(row * own, (row + 1) * own);
    hingeCoefficients.set(line, row * width + losses.rows);
  }
  const joined = (first: Float64Array, second: Float64Array) => {
    const values = new Float64Array(width);
    values.set(first);
    values.set(second, losses.rows);
    return values;
  };
  return {
    ...program,
    inequalities: { ...program.inequalities, hingeCoefficients },
    hinges: {
      rows: stackedRows([losses, program.hinges.rows]),
      offsets: joined(new Float64Array(losses.rows), program.hinges.offsets),
      costs: joined(costs, program.hinges.costs),
    },
  };
}

interface Shape {
  readonly assets: number;
  readonly size: number;
  readonly last: LastVariable;
  /** Hinges of long parts, then of trades. */
  readonly longs: number;
  readonly trades: number;
}

function asInequality(row: WeightRow): Row {
  return { ...row, isEquality: false, longs: 0 };
}

function rowsOf(
  { assets, limits, previous }: AllocationProblem,
  isGrossLimited: boolean,
  isTraded: boolean,
): Row[] {
  const ones = new Float64Array(assets).fill(1);
  const minusOnes = new Float64Array(assets).fill(-1);
  const plain = { trades: null, longs: 0 };
  const rows: Row[] = [];
  const addRange = (weights: Float64Array, { least, most }: { least: number; most: number }) => {
    if (least === most) rows.push({ ...plain, weights, limit: most, isEquality: true });
    else {
      if (most < Number.POSITIVE_INFINITY) {
        rows.push({ ...plain, weights, limit: most, isEquality: false });
      }
      if (least > Number.NEGATIVE_INFINITY) {
        const negative = weights.map((value) => -value);
        rows.push({ ...plain, weights: negative, limit: -least, isEquality: false });
      }
    }
  };
  addRange(ones, limits.net);
  for (const group of limits.groups) {
    const weights = new Float64Array(assets);
    for (const member of group.members) weights[member] = 1;
    addRange(weights, group);
  }
  if (isGrossLimited) {
    rows.push({ ...plain, weights: minusOnes, longs: 2, limit: limits.gross, isEquality: false });
  } else if (limits.gross < Number.POSITIVE_INFINITY) {
    rows.push({ ...plain, weights: ones, limit: limits.gross, isEquality: false });
  }
  if (isTraded && previous !== null && limits.turnover < Number.POSITIVE_INFINITY) {
    const held = previous.reduce((sum, weight) => sum + weight, 0);
    const trades = new Float64Array(assets).fill(2);
    const limit = limits.turnover - held;
    rows.push({ weights: minusOnes, trades, longs: 0, limit, isEquality: false });
  }
  return rows;
}

function stacked(rows: readonly Row[], shape: Shape): QuadraticProgram['inequalities'] {
  const { assets, size, last, longs, trades } = shape;
  const coefficients = new Float64Array(rows.length * size);
  const width = longs + trades;
  const hingeCoefficients = new Float64Array(rows.length * width);
  rows.forEach((row, at) => {
    coefficients.set(row.weights, at * size);
    if (last === 'scale') coefficients[at * size + assets] = -row.limit;
    hingeCoefficients.fill(row.longs, at * width, at * width + longs);
    if (row.trades !== null && trades > 0) hingeCoefficients.set(row.trades, at * width + longs);
  });
  const limits = Float64Array.from(rows, ({ limit }) => (last === 'scale' ? 0 : limit));
  return { coefficients, hingeCoefficients, limits };
}

/** Bounds of single weights; with a scale they are rows, w − upper·κ ≤ 0. */
function boundsOf(
  { limits, assets }: AllocationProblem,
  { size, last }: Shape,
): Pick<LimitProgram, 'lower' | 'upper' | 'separate'> {
  const lower = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  if (last !== 'scale') {
    lower.set(limits.lower);
    upper.set(limits.upper);
    return { lower, upper, separate: { rows: stackedRows([]), limits: new Float64Array(0) } };
  }
  lower[assets] = 0;
  const isLong = limits.lower.every((value) => value >= 0);
  const rows: { index: number; coefficient: number; last: number }[] = [];
  for (let index = 0; index < assets; index++) {
    const [least, most] = [limits.lower[index], limits.upper[index]];
    if (least === 0) lower[index] = 0;
    else if (least > Number.NEGATIVE_INFINITY) rows.push({ index, coefficient: -1, last: least });
    if (most === 0) upper[index] = 0;
    // A long weight is below the sum of all of them as it is.
    else if (most < Number.POSITIVE_INFINITY && !(isLong && most >= limits.net.most)) {
      rows.push({ index, coefficient: 1, last: -most });
    }
  }
  const block = sparseRows(
    {
      index: Int32Array.from(rows, (row) => row.index),
      coefficient: Float64Array.from(rows, (row) => row.coefficient),
      lastCoefficient: Float64Array.from(rows, (row) => row.last),
    },
    size,
  );
  return { lower, upper, separate: { rows: block, limits: new Float64Array(rows.length) } };
}

function hingeRows(previous: Float64Array | null, shape: Shape): RowBlock {
  const { size, last, longs, trades } = shape;
  const lastCoefficient = new Float64Array(longs + trades);
  if (previous !== null && trades > 0) {
    lastCoefficient.set(
      previous.map((weight) => -weight),
      longs,
    );
  }
  return sparseRows(
    {
      index: Int32Array.from({ length: longs + trades }, (_, at) => at % shape.assets),
      coefficient: new Float64Array(longs + trades).fill(1),
      lastCoefficient: last === 'scale' ? lastCoefficient : null,
    },
    size,
  );
}

function hingeOffsets(previous: Float64Array | null, shape: Shape): Float64Array {
  const { last, longs, trades } = shape;
  const offsets = new Float64Array(longs + trades);
  if (previous !== null && trades > 0 && last !== 'scale') offsets.set(previous, longs);
  return offsets;
}
