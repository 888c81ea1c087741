/**
 * Cholesky factor L of a symmetric positive definite matrix, A = L·L', in place.
 *
 * Rows are taken four at a time, so that what is read serves several entries.
 *
 * @param matrix - [size, size] row-major; the lower triangle is read and overwritten, the upper left alone
 * @returns whether A was positive definite; if not, the matrix is spoilt
 * @see Golub and Van Loan, Matrix Computations, 4th edition, 4.2
 */
export function factorCholesky(matrix: Float64Array, size: number): boolean {
  const whole = size - (size % 4);
  for (let row = 0; row < whole; row += 4) {
    for (let column = 0; column <= row; column += 4) {
      subtractProducts(matrix, size, row, column);
      if (!finishTile(matrix, size, row, column)) return false;
    }
  }
  for (let row = whole; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      if (!finishEntry(matrix, row * size, column * size, column, 0, row === column)) return false;
    }
  }
  return true;
}

/** Solves L·L'·x = b in place. */
export function solveCholesky(factor: Float64Array, size: number, vector: Float64Array): void {
  solveLower(factor, size, vector);
  solveUpper(factor, size, vector);
}

/** Solves L'·x = b in place. */
export function solveUpper(factor: Float64Array, size: number, vector: Float64Array): void {
  for (let row = size - 1; row >= 0; row--) {
    const start = row * size;
    const value = vector[row] / factor[start + row];
    vector[row] = value;
    for (let column = 0; column < row; column++) vector[column] -= factor[start + column] * value;
  }
}

/** Solves L·x = b in place. */
export function solveLower(factor: Float64Array, size: number, vector: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const start = row * size;
    let sum = vector[row];
    for (let column = 0; column < row; column++) sum -= factor[start + column] * vector[column];
    vector[row] = sum / factor[start + row];
  }
}

/** Takes the products of the columns before the tile off its sixteen entries, two rows at a time. */
function subtractProducts(a: Float64Array, size: number, row: number, column: number): void {
  const c0 = column * size;
  const c1 = c0 + size;
  const c2 = c1 + size;
  const c3 = c2 + size;
  for (let r0 = row * size; r0 < (row + 4) * size; r0 += 2 * size) {
    const r1 = r0 + size;
    let s00 = 0;
    let s01 = 0;
    let s02 = 0;
    let s03 = 0;
    let s10 = 0;
    let s11 = 0;
    let s12 = 0;
    let s13 = 0;
    for (let k = 0; k < column; k++) {
      const x0 = a[r0 + k];
      const x1 = a[r1 + k];
      const y0 = a[c0 + k];
      s00 += x0 * y0;
      s10 += x1 * y0;
      const y1 = a[c1 + k];
      s01 += x0 * y1;
      s11 += x1 * y1;
      const y2 = a[c2 + k];
      s02 += x0 * y2;
      s12 += x1 * y2;
      const y3 = a[c3 + k];
      s03 += x0 * y3;
      s13 += x1 * y3;
    }
    a[r0 + column] -= s00;
    a[r0 + column + 1] -= s01;
    a[r0 + column + 2] -= s02;
    a[r0 + column + 3] -= s03;
    a[r1 + column] -= s10;
    a[r1 + column + 1] -= s11;
    a[r1 + column + 2] -= s12;
    a[r1 + column + 3] -= s13;
  }
}

/** The entries of a tile, from which the products before `column` are taken off already. */
function finishTile(a: Float64Array, size: number, row: number, column: number): boolean {
  for (let p = row; p < row + 4; p++) {
    const last = Math.min(p, column + 3);
    for (let q = column; q <= last; q++) {
      if (!finishEntry(a, p * size, q * size, q, column, p === q)) return false;
    }
  }
  return true;
}

function finishEntry(
  a: Float64Array,
  rowStart: number,
  columnStart: number,
  column: number,
  from: number,
  isDiagonal: boolean,
): boolean {
  let sum = a[rowStart + column];
  for (let k = from; k < column; k++) sum -= a[rowStart + k] * a[columnStart + k];
  if (!isDiagonal) {
    a[rowStart + column] = sum / a[columnStart + column];
    return true;
  }
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) return false;
  a[rowStart + column] = Math.sqrt(sum);
  return true;
}
