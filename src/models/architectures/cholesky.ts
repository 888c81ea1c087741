import { assert } from '#base';

/**
 * Solves A x = b for a symmetric positive definite A: A = L Lᵀ, then two triangular systems.
 *
 * @param matrix - A [n · n]; only the lower triangle is read
 * @param right - b, one column after another [columns · n]
 * @returns x [columns · n]
 * @see Golub and Van Loan, Matrix Computations, 4.2
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = Math.round(Math.sqrt(matrix.length));
  const lower = choleskyFactor(matrix, size);
  const solution = right.slice();
  for (let first = 0; first < solution.length; first += size) {
    const x = solution.subarray(first, first + size);
    for (let row = 0; row < size; row++) {
      for (let at = 0; at < row; at++) x[row] -= lower[row * size + at] * x[at];
      x[row] /= lower[row * size + row];
    }
    for (let row = size - 1; row >= 0; row--) {
      for (let at = row + 1; at < size; at++) x[row] -= lower[at * size + row] * x[at];
      x[row] /= lower[row * size + row];
    }
  }
  return solution;
}

function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column];
      for (let at = 0; at < column; at++)
        rest -= lower[row * size + at] * lower[column * size + at];
      if (column < row) {
        lower[row * size + column] = rest / lower[column * size + column];
        continue;
      }
      assert(rest > 0, 'a matrix to be factored is positive definite');
      lower[row * size + row] = Math.sqrt(rest);
    }
  }
  return lower;
}
