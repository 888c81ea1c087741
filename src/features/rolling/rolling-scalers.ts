import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingScalersState {
  /** The ring [window · columns] as it lies in memory; everything else follows from it. */
  readonly ring: string;
  readonly bars: number;
  /** Bars after which each column has a full window; null where it has had no value yet. */
  readonly fullAfter: readonly (number | null)[];
}

/** Below this deviation, relative to the mean and to one, differences are rounding. */
const FLAT = 1e-10;

/**
 * Causal rolling z-scores of several features, this bar included.
 *
 * z_t = clip((x_t − mean) / deviation, ±limit), both over the newest `window` values
 *
 * Each window is kept as two stacks: values of the current round are added to a running mean, those
 * of the round before have their suffix statistics ready. Nothing is ever subtracted, so a huge value
 * leaves no rounding error behind when it leaves the window, and the state is the window alone. All
 * columns turn together and lie side by side, which is what makes eighty of them cheap.
 *
 * @see B. P. Welford, Note on a Method for Calculating Corrected Sums of Squares, 1962; Chan, Golub
 *   and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979
 */
export class RollingScalers implements Stateful<RollingScalersState> {
  readonly #window: number;
  readonly #limit: number;
  /** Where the scaled features stand among all. */
  readonly #columns: Int32Array;
  /** Bars after which a column has a full window of values; ∞ before its first. */
  readonly #fullAfter: Float64Array;
  readonly #ring: Float64Array;
  /** Of the rows from `at` on, what is left of the round before [(window + 1) · columns]. */
  readonly #suffixMean: Float64Array;
  readonly #suffixSquares: Float64Array;
  /** Of this round [columns]. */
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  /** 1 / n for n up to the window: dividing costs more than the rest of an update. */
  readonly #reciprocal: Float64Array;
  #bars = 0;
  #masked = 0;
  #full = 0;

  /**
   * @param columns - where the features to scale stand among all
   * @param window - ≥ 2, bars
   * @param limit - largest |z|
   */
  constructor(columns: readonly number[], window: number, limit: number) {
    this.#window = window;
    this.#limit = limit;
    const width = columns.length;
    this.#columns = Int32Array.from(columns);
    this.#fullAfter = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
    this.#ring = new Float64Array(window * width);
    this.#suffixMean = new Float64Array((window + 1) * width);
    this.#suffixSquares = new Float64Array((window + 1) * width);
    this.#mean = new Float64Array(width);
    this.#squares = new Float64Array(width);
    this.#reciprocal = Float64Array.from({ length: window + 1 }, (_, n) => 1 / n);
  }

  /** Newest z that are 0 only because their feature did not vary over the window. */
  get maskedCount(): number {
    return this.#masked;
  }

  /** Whether every column has a full window. */
  get full(): boolean {
    return this.#full === this.#columns.length;
  }

  /**
   * Takes the next values and writes their z: 0 until a column's window is full, and where it is flat.
   *
   * @param raw - a value a feature, finite, or NaN before a column's first
   * @param row - a z a feature; those of other features stay as they are
   */
  update(raw: Float64Array, row: Float32Array): void {
    const window = this.#window;
    const position = this.#bars % window;
    if (position === 0 && this.#bars > 0) this.#turn();
    if (this.#full < this.#columns.length) this.#noteStarts(raw);
    this.#bars++;
    this.#takeRow(raw, position);
    this.#score(raw, row, position + 1);
  }

  #noteStarts(raw: Float64Array): void {
    this.#full = 0;
    for (let column = 0; column < this.#columns.length; column++) {
      const isNew = this.#fullAfter[column] === Number.POSITIVE_INFINITY;
      if (isNew && !Number.isNaN(raw[this.#columns[column]])) {
        this.#fullAfter[column] = this.#bars + this.#window;
      }
      if (this.#bars + 1 >= this.#fullAfter[column]) this.#full++;
    }
  }

  /** Keeps a row and takes it into the statistics of this round. */
  #takeRow(raw: Float64Array, position: number): void {
    const columns = this.#columns;
    const ring = this.#ring;
    const start = position * columns.length;
    for (let column = 0; column < columns.length; column++) {
      ring[start + column] = raw[columns[column]];
    }
    this.#add(position);
  }

  /** Takes a row of the ring into the statistics of this round. */
  #add(position: number): void {
    const reciprocal = this.#reciprocal[position + 1];
    const ring = this.#ring;
    const mean = this.#mean;
    const squares = this.#squares;
    const start = position * mean.length;
    for (let column = 0; column < mean.length; column++) {
      const value = ring[start + column];
      const off = value - mean[column];
      const next = mean[column] + off * reciprocal;
      mean[column] = next;
      squares[column] += off * (value - next);
    }
  }

  #score(raw: Float64Array, row: Float32Array, fresh: number): void {
    const columns = this.#columns;
    const freshMean = this.#mean;
    const freshSquares = this.#squares;
    const suffixMean = this.#suffixMean;
    const suffixSquares = this.#suffixSquares;
    const start = fresh * columns.length;
    const share = this.#reciprocal[this.#window];
    const oldShare = (this.#window - fresh) * share;
    const between = oldShare * fresh;
    const limit = this.#limit;
    const isAnyCold = this.#full < columns.length;
    let masked = 0;
    for (let column = 0; column < columns.length; column++) {
      const at = columns[column];
      const apart = suffixMean[start + column] - freshMean[column];
      const mean = freshMean[column] + apart * oldShare;
      const squares =
        freshSquares[column] + suffixSquares[start + column] + apart * apart * between;
      const deviation = Math.sqrt(squares * share);
      const z = (raw[at] - mean) / deviation;
      if (isAnyCold && this.#bars < this.#fullAfter[column]) row[at] = 0;
      else if (deviation > FLAT && deviation > FLAT * Math.abs(mean)) {
        row[at] = z > limit ? limit : z < -limit ? -limit : z;
      } else {
        row[at] = 0;
        masked++;
      }
    }
    this.#masked = masked;
  }

  /** Begins a new round: the rows of the last one become suffixes. */
  #turn(): void {
    this.#fillSuffixes(0);
    this.#mean.fill(0);
    this.#squares.fill(0);
  }

  #fillSuffixes(from: number): void {
    const ring = this.#ring;
    const suffixMean = this.#suffixMean;
    const suffixSquares = this.#suffixSquares;
    const columns = this.#columns.length;
    const mean = new Float64Array(columns);
    const squares = new Float64Array(columns);
    for (let row = this.#window - 1; row >= from; row--) {
      const reciprocal = this.#reciprocal[this.#window - row];
      const start = row * columns;
      for (let column = 0; column < columns; column++) {
        const value = ring[start + column];
        const off = value - mean[column];
        const next = mean[column] + off * reciprocal;
        mean[column] = next;
        squares[column] += off * (value - next);
        suffixMean[start + column] = next;
        suffixSquares[start + column] = squares[column];
      }
    }
  }

  saveState(): RollingScalersState {
    return {
      ring: numbersToText(this.#ring),
      bars: this.#bars,
      fullAfter: Array.from(this.#fullAfter, (bars) => (Number.isFinite(bars) ? bars : null)),
    };
  }

  loadState(state: RollingScalersState): void {
    const { bars } = state;
    textToNumbers(state.ring, this.#ring);
    this.#bars = bars;
    state.fullAfter.forEach((count, column) => {
      this.#fullAfter[column] = count ?? Number.POSITIVE_INFINITY;
    });
    this.#full = this.#fullAfter.filter((count) => bars >= count).length;
    this.#masked = 0;
    this.#mean.fill(0);
    this.#squares.fill(0);
    const fresh = bars === 0 ? 0 : ((bars - 1) % this.#window) + 1;
    if (bars > this.#window) this.#fillSuffixes(fresh);
    else {
      this.#suffixMean.fill(0);
      this.#suffixSquares.fill(0);
    }
    for (let position = 0; position < fresh; position++) this.#add(position);
  }
}
