import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingScalersState {
  /** The newest values [window · columns] as they lie in memory; everything else follows from them. */
  readonly ring: string;
  readonly bars: number;
  /** Bars after which each column has a full window; null where it has had no value yet. */
  readonly fullAfter: readonly (number | null)[];
}

/** Below this deviation, relative to the mean and to one, differences are rounding. */
const FLAT = 1e-10;

/** What lies together of a value in the window: itself, and mean and squares of what is left from it on. */
const VALUE = 0;
const SUFFIX_MEAN = 1;
const SUFFIX_SQUARES = 2;
const CELL = 3;

/**
 * Causal rolling z-scores of several features, this bar included.
 *
 * z_t = clip((x_t − mean) / deviation, ±limit), both over the newest `window` values
 *
 * Each window is kept as two stacks: values of the current round are added to a running mean, those
 * of the round before have their suffix statistics ready. Nothing is ever subtracted, so a huge value
 * leaves no rounding error behind when it leaves the window, and the state is the window alone. All
 * columns turn together and all of it lies in one array, which is what makes eighty of them cheap.
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
  /** Cells [(window + 1) · columns], then mean and squares of this round [columns · 2]. */
  readonly #memory: Float64Array;
  readonly #round: number;
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
    const width = columns.length;
    this.#window = window;
    this.#limit = limit;
    this.#columns = Int32Array.from(columns);
    this.#fullAfter = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
    this.#round = (window + 1) * width * CELL;
    this.#memory = new Float64Array(this.#round + 2 * width);
    this.#reciprocal = Float64Array.from({ length: window + 1 }, (_, n) => 1 / n);
  }

  /** Newest z that are 0 only because their feature did not vary over the window; 0 until `full`. */
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
    const position = this.#bars % this.#window;
    if (position === 0 && this.#bars > 0) this.#turn();
    if (this.#full < this.#columns.length) this.#noteStarts(raw);
    this.#bars++;
    this.#takeRow(raw, row, position);
    if (this.#full < this.#columns.length) this.#hideCold(row);
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

  #takeRow(raw: Float64Array, row: Float32Array, position: number): void {
    const columns = this.#columns;
    const memory = this.#memory;
    const limit = this.#limit;
    const fresh = position + 1;
    const reciprocal = this.#reciprocal[fresh];
    const share = this.#reciprocal[this.#window];
    const oldShare = (this.#window - fresh) * share;
    const between = oldShare * fresh;
    let cell = position * columns.length * CELL;
    let older = cell + columns.length * CELL;
    let round = this.#round;
    let masked = 0;
    for (let column = 0; column < columns.length; column++) {
      const at = columns[column];
      const value = raw[at];
      memory[cell] = value;
      const off = value - memory[round];
      const freshMean = memory[round] + off * reciprocal;
      const freshSquares = memory[round + 1] + off * (value - freshMean);
      memory[round] = freshMean;
      memory[round + 1] = freshSquares;
      const apart = memory[older + SUFFIX_MEAN] - freshMean;
      const mean = freshMean + apart * oldShare;
      const squares = freshSquares + memory[older + SUFFIX_SQUARES] + apart * apart * between;
      const deviation = Math.sqrt(squares * share);
      const z = (value - mean) / deviation;
      if (deviation > FLAT && deviation > FLAT * Math.abs(mean)) {
        row[at] = Math.max(-limit, Math.min(limit, z));
      } else {
        row[at] = 0;
        masked++;
      }
      cell += CELL;
      older += CELL;
      round += 2;
    }
    this.#masked = masked;
  }

  /** Columns without a full window show nothing; until all have one, nothing is counted. */
  #hideCold(row: Float32Array): void {
    this.#masked = 0;
    for (let column = 0; column < this.#columns.length; column++) {
      if (this.#bars < this.#fullAfter[column]) row[this.#columns[column]] = 0;
    }
  }

  /** Begins a new round: the rows of the last one become suffixes. */
  #turn(): void {
    this.#fillSuffixes(0);
    this.#memory.fill(0, this.#round);
  }

  #fillSuffixes(from: number): void {
    const memory = this.#memory;
    const columns = this.#columns.length;
    const mean = new Float64Array(columns);
    const squares = new Float64Array(columns);
    for (let row = this.#window - 1; row >= from; row--) {
      const reciprocal = this.#reciprocal[this.#window - row];
      let cell = row * columns * CELL;
      for (let column = 0; column < columns; column++) {
        const value = memory[cell];
        const off = value - mean[column];
        const next = mean[column] + off * reciprocal;
        mean[column] = next;
        squares[column] += off * (value - next);
        memory[cell + SUFFIX_MEAN] = next;
        memory[cell + SUFFIX_SQUARES] = squares[column];
        cell += CELL;
      }
    }
  }

  saveState(): RollingScalersState {
    const ring = new Float64Array(this.#window * this.#columns.length);
    for (let at = 0; at < ring.length; at++) ring[at] = this.#memory[at * CELL + VALUE];
    return {
      ring: numbersToText(ring),
      bars: this.#bars,
      fullAfter: Array.from(this.#fullAfter, (bars) => (Number.isFinite(bars) ? bars : null)),
    };
  }

  loadState(state: RollingScalersState): void {
    const { bars } = state;
    const ring = new Float64Array(this.#window * this.#columns.length);
    textToNumbers(state.ring, ring);
    this.#memory.fill(0);
    for (let at = 0; at < ring.length; at++) this.#memory[at * CELL + VALUE] = ring[at];
    this.#bars = bars;
    state.fullAfter.forEach((count, column) => {
      this.#fullAfter[column] = count ?? Number.POSITIVE_INFINITY;
    });
    this.#full = this.#fullAfter.filter((count) => bars >= count).length;
    this.#masked = 0;
    const fresh = bars === 0 ? 0 : ((bars - 1) % this.#window) + 1;
    if (bars > this.#window) this.#fillSuffixes(fresh);
    for (let position = 0; position < fresh; position++) this.#addAgain(position);
  }

  /** Takes a row of the window into the statistics of this round. */
  #addAgain(position: number): void {
    const memory = this.#memory;
    const columns = this.#columns.length;
    const reciprocal = this.#reciprocal[position + 1];
    for (let column = 0; column < columns; column++) {
      const value = memory[(position * columns + column) * CELL];
      const round = this.#round + 2 * column;
      const off = value - memory[round];
      memory[round] += off * reciprocal;
      memory[round + 1] += off * (value - memory[round]);
    }
  }
}
