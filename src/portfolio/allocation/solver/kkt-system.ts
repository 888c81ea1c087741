import { factorCholesky, solveCholesky, solveLower, solveUpper } from './cholesky.ts';
import type { ConicForm } from './conic-form.ts';
import { largest } from './vectors.ts';

/** Width given to equalities of one variable, and least diagonal of the other matrices. */
const REGULARISATION = 1e-11;
const REFINEMENTS = 4;
/** A direction is exact enough at this residual, relative to its right side. */
const EXACT = 1e-14;

/**
 * The linear equations of one interior-point iteration,
 *
 *   P·dx + Mᵀ·dz = r₁,   M·dv − W·dz = r₂,   W = diag(s/z), 0 for equalities
 *
 * Everything that is diagonal is eliminated: bounds, hinges, scenarios. What remains is one matrix of
 * the size of x, factored by Cholesky, and a small one for the few dense rows. The regularisation that
 * keeps both positive definite is taken out again by refining the solution against the equations above.
 *
 * @see Wright, Primal-Dual Interior-Point Methods, 1997, chapter 11
 */
export class KktSystem {
  readonly #form: ConicForm;
  readonly #matrix: Float64Array;
  /** Weights of rows, 1 / W. */
  readonly #weights: Float64Array;
  readonly #width: Float64Array;
  readonly #hingeSum: Float64Array;
  readonly #hingeWeight: Float64Array;
  /** L⁻¹ times each dense row, [dense, size]. */
  readonly #reduced: Float64Array;
  /** The dense rows with hinges eliminated, [dense, size]. */
  readonly #rows: Float64Array;
  readonly #schur: Float64Array;
  readonly #residual: Float64Array;
  readonly #correction: Float64Array;

  constructor(form: ConicForm) {
    const { size, hinges, denseCount, places } = form;
    this.#form = form;
    this.#matrix = new Float64Array(size * size);
    this.#weights = new Float64Array(places.rows);
    this.#width = new Float64Array(places.rows);
    this.#hingeSum = new Float64Array(hinges);
    this.#hingeWeight = new Float64Array(hinges);
    this.#reduced = new Float64Array(denseCount * size);
    this.#rows = new Float64Array(denseCount * size);
    this.#schur = new Float64Array(denseCount * denseCount);
    this.#residual = new Float64Array(size + hinges + places.rows);
    this.#correction = new Float64Array(size + hinges + places.rows);
  }

  /**
   * Takes the scaling W and factors.
   *
   * @param width - W, [rows], > 0; not read for equalities
   * @returns false when the numbers have gone beyond what can be factored
   */
  factor(width: Float64Array): boolean {
    const { isEquality } = this.#form;
    for (let row = 0; row < width.length; row++) {
      this.#width[row] = isEquality[row] === 1 ? 0 : width[row];
      this.#weights[row] = 1 / (isEquality[row] === 1 ? REGULARISATION : width[row]);
    }
    this.#assemble();
    return factorCholesky(this.#matrix, this.#form.size) && this.#factorSchur();
  }

  #assemble(): void {
    const { size, hinges, hessian, separateRows, places, program } = this.#form;
    const matrix = this.#matrix;
    if (hessian === null) matrix.fill(0);
    else matrix.set(hessian);
    separateRows.addGram(this.#weights, places.separate, matrix);
    for (let at = 0; at < hinges; at++) {
      const row = this.#weights[places.hingeRows + at];
      const sign = this.#weights[places.hingeSigns + at];
      this.#hingeSum[at] = row + sign;
      this.#hingeWeight[at] = row * (sign / (row + sign));
    }
    program.hinges.rows.addGram(this.#hingeWeight, 0, matrix);
    for (let at = 0; at < size; at++) {
      const place = at * size + at;
      matrix[place] += REGULARISATION * (1 + matrix[place]);
    }
  }

  /** The dense rows' own matrix, C + M·H⁻¹·Mᵀ. */
  #factorSchur(): boolean {
    const { size, hinges, dense, coupled, denseCount, places, program } = this.#form;
    const [rows, reduced, schur] = [this.#rows, this.#reduced, this.#schur];
    rows.set(dense);
    schur.fill(0);
    const pulled = new Float64Array(hinges);
    for (let row = places.inequalities; row < denseCount; row++) {
      const start = (row - places.inequalities) * hinges;
      for (let at = 0; at < hinges; at++) {
        const share = this.#weights[places.hingeRows + at] / this.#hingeSum[at];
        pulled[at] = coupled.hinge[start + at] * share;
      }
      program.hinges.rows.addTransposed(pulled, 0, rows.subarray(row * size, (row + 1) * size));
      for (let other = places.inequalities; other <= row; other++) {
        const otherStart = (other - places.inequalities) * hinges;
        let sum = 0;
        for (let at = 0; at < hinges; at++) {
          sum += (coupled.hinge[start + at] * coupled.hinge[otherStart + at]) / this.#hingeSum[at];
        }
        schur[row * denseCount + other] = sum;
      }
    }
    reduced.set(rows);
    for (let row = 0; row < denseCount; row++) {
      const mine = reduced.subarray(row * size, (row + 1) * size);
      solveLower(this.#matrix, size, mine);
      for (let other = 0; other <= row; other++) {
        let sum = 0;
        for (let at = 0; at < size; at++) sum += mine[at] * reduced[other * size + at];
        schur[row * denseCount + other] += sum;
      }
      const place = row * denseCount + row;
      schur[place] += this.#width[row] + REGULARISATION * (schur[place] > 0 ? schur[place] : 1);
    }
    return factorCholesky(schur, denseCount);
  }

  /**
   * Solves the equations for one right side.
   *
   * @param right - r₁ over r₂, [size + hinges + rows]
   * @param out - dv over dz, the same shape
   */
  solve(right: Float64Array, out: Float64Array): void {
    const [residual, correction] = [this.#residual, this.#correction];
    out.set(right);
    this.#solveOnce(out);
    const target = EXACT * largest(right);
    let before = Number.POSITIVE_INFINITY;
    for (let step = 0; step < REFINEMENTS; step++) {
      this.#residualOf(right, out, residual);
      const now = largest(residual);
      if (!(now > target && now < 0.5 * before)) return;
      before = now;
      correction.set(residual);
      this.#solveOnce(correction);
      for (let at = 0; at < out.length; at++) out[at] += correction[at];
    }
  }

  #residualOf(right: Float64Array, solution: Float64Array, out: Float64Array): void {
    const form = this.#form;
    const columns = form.size + form.hinges;
    const z = solution.subarray(columns);
    const [top, bottom] = [out.subarray(0, columns), out.subarray(columns)];
    top.fill(0);
    form.addHessian(solution, top);
    form.addTransposed(z, top);
    form.times(solution, bottom);
    for (let row = 0; row < bottom.length; row++) bottom[row] -= this.#width[row] * z[row];
    for (let at = 0; at < out.length; at++) out[at] = right[at] - out[at];
  }

  /** Replaces a right side by its solution, up to the regularisation. */
  #solveOnce(vector: Float64Array): void {
    const { size, hinges, denseCount, places, program, coupled, separateRows } = this.#form;
    const [x, y] = [vector.subarray(0, size), vector.subarray(size, size + hinges)];
    const z = vector.subarray(size + hinges);
    const weights = this.#weights;
    const { hingeRows, hingeSigns, inequalities } = places;

    // What the eliminated rows pull on x and y.
    const pull = z.map((value, row) => (row < denseCount ? 0 : weights[row] * value));
    for (let at = 0; at < hinges; at++) {
      y[at] -= pull[hingeRows + at] + pull[hingeSigns + at];
      pull[hingeRows + at] += (weights[hingeRows + at] * y[at]) / this.#hingeSum[at];
    }
    separateRows.addTransposed(pull, places.separate, x);
    program.hinges.rows.addTransposed(pull, hingeRows, x);

    const dual = z.subarray(0, denseCount);
    for (let row = inequalities; row < denseCount; row++) {
      const start = (row - inequalities) * hinges;
      for (let at = 0; at < hinges; at++) {
        dual[row] -= (coupled.hinge[start + at] * y[at]) / this.#hingeSum[at];
      }
    }
    this.#solveDense(x, dual);
    for (let row = inequalities; row < denseCount; row++) {
      const start = (row - inequalities) * hinges;
      for (let at = 0; at < hinges; at++) y[at] -= coupled.hinge[start + at] * dual[row];
    }
    this.#restoreEliminated(x, y, z);
  }

  /** Solves for x and the multipliers of the dense rows. */
  #solveDense(x: Float64Array, dual: Float64Array): void {
    const { size, denseCount } = this.#form;
    solveLower(this.#matrix, size, x);
    for (let row = 0; row < denseCount; row++) {
      let sum = 0;
      for (let at = 0; at < size; at++) sum += this.#reduced[row * size + at] * x[at];
      dual[row] = sum - dual[row];
    }
    solveCholesky(this.#schur, denseCount, dual);
    for (let row = 0; row < denseCount; row++) {
      for (let at = 0; at < size; at++) x[at] -= this.#reduced[row * size + at] * dual[row];
    }
    solveUpper(this.#matrix, size, x);
  }

  #restoreEliminated(x: Float64Array, y: Float64Array, z: Float64Array): void {
    const { hinges, denseCount, places, program, separateRows } = this.#form;
    const weights = this.#weights;
    const { hingeRows, hingeSigns } = places;
    const reached = new Float64Array(z.length);
    separateRows.times(x, reached, places.separate);
    program.hinges.rows.times(x, reached, hingeRows);
    for (let at = 0; at < hinges; at++) {
      y[at] = (y[at] + weights[hingeRows + at] * reached[hingeRows + at]) / this.#hingeSum[at];
      reached[hingeRows + at] -= y[at];
      reached[hingeSigns + at] = -y[at];
    }
    for (let row = denseCount; row < z.length; row++) {
      z[row] = weights[row] * (reached[row] - z[row]);
    }
  }
}
