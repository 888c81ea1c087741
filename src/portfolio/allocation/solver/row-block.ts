/** Many rows of linear constraints of one shape, C of C·x. */
export interface RowBlock {
  readonly rows: number;
  /** Writes C·x from `out[at]` on. */
  times(x: Float64Array, out: Float64Array, at: number): void;
  /** Adds Cᵀ·v to `out`; v stands in `weights` from `at` on. */
  addTransposed(weights: Float64Array, at: number, out: Float64Array): void;
  /** Adds Cᵀ·diag(v)·C to the lower triangle of `gram`, [size, size]. */
  addGram(weights: Float64Array, at: number, gram: Float64Array): void;
}

/**
 * Rows that touch every variable, such as one a scenario.
 *
 * @param coefficients - [rows, size] row-major
 */
export function denseRows(coefficients: Float64Array, rows: number, size: number): RowBlock {
  return {
    rows,
    times: (x, out, at) => {
      for (let row = 0; row < rows; row++) {
        const start = row * size;
        let sum = 0;
        for (let column = 0; column < size; column++)
          sum += coefficients[start + column] * x[column];
        out[at + row] = sum;
      }
    },
    addTransposed: (weights, at, out) => {
      for (let row = 0; row < rows; row++) {
        const start = row * size;
        const weight = weights[at + row];
        for (let column = 0; column < size; column++) {
          out[column] += coefficients[start + column] * weight;
        }
      }
    },
    addGram: (weights, at, gram) => {
      for (let row = 0; row < rows; row++) {
        addOuterProduct(coefficients, row * size, weights[at + row], size, gram);
      }
    },
  };
}

function addOuterProduct(
  coefficients: Float64Array,
  start: number,
  weight: number,
  size: number,
  gram: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    const scaled = weight * coefficients[start + i];
    const line = i * size;
    for (let j = 0; j <= i; j++) gram[line + j] += scaled * coefficients[start + j];
  }
}

/** Rows of one variable each, and of the last one besides. */
export interface SparseRows {
  /** The variable of a row, [rows]. */
  readonly index: Int32Array;
  /** Its coefficient, [rows]. */
  readonly coefficient: Float64Array;
  /** Coefficient of the last variable, [rows]; null when it is in none of them. */
  readonly lastCoefficient: Float64Array | null;
}

/** Rows of one variable each, as bounds are. */
export function sparseRows(
  { index, coefficient, lastCoefficient }: SparseRows,
  size: number,
): RowBlock {
  const last = size - 1;
  return {
    rows: index.length,
    times: (x, out, at) => {
      for (let row = 0; row < index.length; row++) {
        const other = lastCoefficient === null ? 0 : lastCoefficient[row] * x[last];
        out[at + row] = coefficient[row] * x[index[row]] + other;
      }
    },
    addTransposed: (weights, at, out) => {
      for (let row = 0; row < index.length; row++) {
        out[index[row]] += coefficient[row] * weights[at + row];
        if (lastCoefficient !== null) out[last] += lastCoefficient[row] * weights[at + row];
      }
    },
    addGram: (weights, at, gram) => {
      for (let row = 0; row < index.length; row++) {
        const [i, value] = [index[row], coefficient[row]];
        const weighted = weights[at + row] * value;
        gram[i * size + i] += weighted * value;
        if (lastCoefficient === null) continue;
        const other = lastCoefficient[row];
        gram[last * size + i] += weighted * other;
        gram[last * size + last] += weights[at + row] * other * other;
      }
    },
  };
}

/** Blocks one under the other. */
export function stackedRows(blocks: readonly RowBlock[]): RowBlock {
  let rows = 0;
  const placed = blocks.map((block) => {
    const first = rows;
    rows += block.rows;
    return { block, first };
  });
  return {
    rows,
    times: (x, out, at) => {
      for (const { block, first } of placed) block.times(x, out, at + first);
    },
    addTransposed: (weights, at, out) => {
      for (const { block, first } of placed) block.addTransposed(weights, at + first, out);
    },
    addGram: (weights, at, gram) => {
      for (const { block, first } of placed) block.addGram(weights, at + first, gram);
    },
  };
}

export const NO_ROWS: RowBlock = stackedRows([]);
