import type { Multipliers, QuadraticProgram } from './quadratic-program.ts';
import { denseRows, type RowBlock, sparseRows, stackedRows } from './row-block.ts';

/** Where each kind of row begins among all rows. */
export interface RowPlaces {
  readonly equalities: number;
  readonly inequalities: number;
  readonly separate: number;
  readonly hingeRows: number;
  readonly hingeSigns: number;
  readonly rows: number;
}

/**
 * A program as one block of rows over v = (x, y): minimise ½·xᵀPx + costᵀv subject to
 * M·v + s = limits, s = 0 for equalities and s ≥ 0 for the rest.
 *
 * Rows and cost are divided by their size, so that tolerances mean the same in every program. Bounds
 * are among the separate rows; the two bounds of a fixed variable are one equality.
 */
export class ConicForm {
  readonly program: QuadraticProgram;
  /** Number of x. */
  readonly size: number;
  /** Number of y. */
  readonly hinges: number;
  readonly places: RowPlaces;
  /** P times the cost's scale, [size, size]. */
  readonly hessian: Float64Array | null;
  /** [size + hinges] */
  readonly cost: Float64Array;
  /** [rows] */
  readonly limits: Float64Array;
  /** 1 where s = 0, [rows]. */
  readonly isEquality: Uint8Array;
  /** G and F with their rows scaled. */
  readonly coupled: { readonly dense: Float64Array; readonly hinge: Float64Array };
  /** A with its rows scaled, over G. */
  readonly dense: Float64Array;
  readonly denseCount: number;
  readonly separateRows: RowBlock;
  readonly costScale: number;
  readonly #denseBlock: RowBlock;
  readonly #rowScales: Float64Array;
  readonly #bounds: Bounds;

  constructor(program: QuadraticProgram) {
    const { size, equalities, inequalities, separate, hinges } = program;
    this.program = program;
    this.size = size;
    this.hinges = hinges.rows.rows;
    this.costScale = costScaleOf(program);
    this.hessian = program.hessian?.map((value) => value * this.costScale) ?? null;
    this.cost = new Float64Array(size + this.hinges);
    this.cost.set(program.gradient);
    this.cost.set(hinges.costs, size);
    for (let at = 0; at < this.cost.length; at++) this.cost[at] *= this.costScale;

    this.#bounds = boundsOf(program);
    this.separateRows = stackedRows([separate.rows, sparseRows(this.#bounds, size)]);
    const equalityCount = equalities.limits.length;
    const coupledCount = inequalities.limits.length;
    const hingeRows = equalityCount + coupledCount + this.separateRows.rows;
    this.places = {
      equalities: 0,
      inequalities: equalityCount,
      separate: equalityCount + coupledCount,
      hingeRows,
      hingeSigns: hingeRows + this.hinges,
      rows: hingeRows + 2 * this.hinges,
    };
    this.denseCount = equalityCount + coupledCount;
    this.#rowScales = rowScalesOf(program, this.hinges);
    this.dense = new Float64Array(this.denseCount * size);
    this.dense.set(equalities.coefficients);
    this.dense.set(inequalities.coefficients, equalityCount * size);
    scaleRows(this.dense, this.#rowScales);
    const hinge = Float64Array.from(inequalities.hingeCoefficients);
    scaleRows(hinge, this.#rowScales.subarray(equalityCount));
    this.coupled = { dense: this.dense.subarray(equalityCount * size), hinge };
    this.#denseBlock = denseRows(this.dense, this.denseCount, size);
    this.limits = this.#limitsOf();
    this.isEquality = new Uint8Array(this.places.rows).fill(1, 0, equalityCount);
    this.isEquality.set(this.#bounds.isFixed, this.places.separate + separate.rows.rows);
  }

  #limitsOf(): Float64Array {
    const { equalities, inequalities, separate, hinges } = this.program;
    const { places } = this;
    const limits = new Float64Array(places.rows);
    limits.set(equalities.limits);
    limits.set(inequalities.limits, places.inequalities);
    for (let row = 0; row < this.denseCount; row++) limits[row] *= this.#rowScales[row];
    limits.set(separate.limits, places.separate);
    limits.set(this.#bounds.limits, places.separate + separate.rows.rows);
    limits.set(hinges.offsets, places.hingeRows);
    return limits;
  }

  /** out = M·v */
  times(v: Float64Array, out: Float64Array): void {
    const { size, hinges, places, coupled } = this;
    this.#denseBlock.times(v, out, 0);
    for (let row = 0; row < this.program.inequalities.limits.length; row++) {
      let sum = 0;
      for (let at = 0; at < hinges; at++) sum += coupled.hinge[row * hinges + at] * v[size + at];
      out[places.inequalities + row] += sum;
    }
    this.separateRows.times(v, out, places.separate);
    this.program.hinges.rows.times(v, out, places.hingeRows);
    for (let at = 0; at < hinges; at++) {
      out[places.hingeRows + at] -= v[size + at];
      out[places.hingeSigns + at] = -v[size + at];
    }
  }

  /** out += Mᵀ·z */
  addTransposed(z: Float64Array, out: Float64Array): void {
    const { size, hinges, places, coupled } = this;
    this.#denseBlock.addTransposed(z, 0, out);
    for (let row = 0; row < this.program.inequalities.limits.length; row++) {
      const weight = z[places.inequalities + row];
      for (let at = 0; at < hinges; at++) {
        out[size + at] += coupled.hinge[row * hinges + at] * weight;
      }
    }
    this.separateRows.addTransposed(z, places.separate, out);
    this.program.hinges.rows.addTransposed(z, places.hingeRows, out);
    for (let at = 0; at < hinges; at++) {
      out[size + at] -= z[places.hingeRows + at] + z[places.hingeSigns + at];
    }
  }

  /** out += P·x */
  addHessian(v: Float64Array, out: Float64Array): void {
    const { size, hessian } = this;
    if (hessian === null) return;
    for (let row = 0; row < size; row++) {
      const start = row * size;
      let sum = 0;
      for (let column = 0; column < size; column++) sum += hessian[start + column] * v[column];
      out[row] += sum;
    }
  }

  /** Multipliers of the program's own rows and cost, those of inequalities ≥ 0. */
  multipliersOf(z: Float64Array): Multipliers {
    const { places, hinges, costScale, program } = this;
    const part = (from: number, count: number) =>
      z.slice(from, from + count).map((value) => value / costScale);
    const scaled = part(0, this.denseCount).map((value, row) => value * this.#rowScales[row]);
    const equalityCount = places.inequalities;
    const ownRows = program.separate.rows.rows;
    const bounds = part(places.separate + ownRows, this.#bounds.index.length);
    return {
      equalities: scaled.slice(0, equalityCount),
      inequalities: scaled.slice(equalityCount),
      separate: part(places.separate, ownRows),
      ...splitBounds(this.#bounds, bounds, this.size),
      hingeRows: part(places.hingeRows, hinges),
      hingeSigns: part(places.hingeSigns, hinges),
    };
  }
}

interface Bounds {
  readonly index: Int32Array;
  readonly coefficient: Float64Array;
  readonly lastCoefficient: null;
  readonly limits: Float64Array;
  readonly isFixed: Uint8Array;
}

function boundsOf({ size, lower, upper }: QuadraticProgram): Bounds {
  const rows: { index: number; coefficient: number; limit: number; fixed: number }[] = [];
  for (let index = 0; index < size; index++) {
    if (lower[index] === upper[index]) {
      rows.push({ index, coefficient: 1, limit: upper[index], fixed: 1 });
      continue;
    }
    if (lower[index] > Number.NEGATIVE_INFINITY) {
      rows.push({ index, coefficient: -1, limit: -lower[index], fixed: 0 });
    }
    if (upper[index] < Number.POSITIVE_INFINITY) {
      rows.push({ index, coefficient: 1, limit: upper[index], fixed: 0 });
    }
  }
  return {
    index: Int32Array.from(rows, (row) => row.index),
    coefficient: Float64Array.from(rows, (row) => row.coefficient),
    lastCoefficient: null,
    limits: Float64Array.from(rows, (row) => row.limit),
    isFixed: Uint8Array.from(rows, (row) => row.fixed),
  };
}

function splitBounds(
  { index, coefficient, isFixed }: Bounds,
  z: Float64Array,
  size: number,
): Pick<Multipliers, 'lower' | 'upper'> {
  const [lower, upper] = [new Float64Array(size), new Float64Array(size)];
  for (let row = 0; row < index.length; row++) {
    const isLower = coefficient[row] < 0 || (isFixed[row] === 1 && z[row] < 0);
    (isLower ? lower : upper)[index[row]] = Math.abs(z[row]);
  }
  return { lower, upper };
}

/** 1 / the size of the objective's coefficients. */
function costScaleOf({ size, hessian, gradient, hinges }: QuadraticProgram): number {
  let largest = 0;
  for (const value of gradient) largest = Math.max(largest, Math.abs(value));
  for (const value of hinges.costs) largest = Math.max(largest, Math.abs(value));
  if (hessian !== null) {
    let sum = 0;
    for (let row = 0; row < size; row++) sum += Math.abs(hessian[row * size + row]);
    largest = Math.max(largest, sum / size);
  }
  return largest > 0 ? 1 / largest : 1;
}

/** 1 / the largest coefficient of each row of A and G, F. */
function rowScalesOf(
  { size, equalities, inequalities }: QuadraticProgram,
  hinges: number,
): Float64Array {
  const largest = (values: Float64Array) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const row = (values: Float64Array, at: number, width: number) =>
    largest(values.subarray(at * width, (at + 1) * width));
  const sizes = [
    ...Array.from(equalities.limits, (_, at) => row(equalities.coefficients, at, size)),
    ...Array.from(inequalities.limits, (_, at) =>
      Math.max(
        row(inequalities.coefficients, at, size),
        row(inequalities.hingeCoefficients, at, hinges),
      ),
    ),
  ];
  return Float64Array.from(sizes, (value) => (value > 0 ? 1 / value : 1));
}

function scaleRows(values: Float64Array, scales: Float64Array): void {
  if (scales.length === 0) return;
  const width = values.length / scales.length;
  for (let at = 0; at < values.length; at++) values[at] *= scales[Math.floor(at / width)];
}
