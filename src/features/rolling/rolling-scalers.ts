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
  readonly #columns: number;
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
   * @param columns - features, count
   * @param window - ≥ 2, bars
   * @param limit - largest |z|
   */
  constructor(columns: number, window: number, limit: number) {
    this.#window = window;
    this.#limit = limit;
    this.#columns = columns;
    this.#fullAfter = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    this.#ring = new Float64Array(window * columns);
    this.#suffixMean = new Float64Array((window + 1) * columns);
    this.#suffixSquares = new Float64Array((window + 1) * columns);
    this.#mean = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
    this.#reciprocal = Float64Array.from({ length: window + 1 }, (_, n) => 1 / n);
  }

  /** Newest z that are 0 only because their feature did not vary over the window. */
  get maskedCount(): number {
    return this.#masked;
  }

  /** Whether every column has a full window. */
  get full(): boolean {
    return this.#full === this.#columns;
  }

  /**
   * Takes the next values and scales them in place: 0 until a column's window is full, and where it is flat.
   *
   * @param values - finite, or NaN before a column's first value [columns]
   */
  update(values: Float64Array): void {
    const window = this.#window;
    if (this.#bars > 0 && this.#bars % window === 0) this.#turn();
    if (this.#full < this.#columns) this.#noteStarts(values);
    const row = this.#bars % window;
    this.#ring.set(values, row * this.#columns);
    this.#add(values, row + 1);
    this.#bars++;
    this.#score(values, row + 1);
  }

  #noteStarts(values: Float64Array): void {
    this.#full = 0;
    for (let column = 0; column < values.length; column++) {
      if (this.#fullAfter[column] === Number.POSITIVE_INFINITY && !Number.isNaN(values[column])) {
        this.#fullAfter[column] = this.#bars + this.#window;
      }
      if (this.#bars + 1 >= this.#fullAfter[column]) this.#full++;
    }
  }

  /** Takes one row into the statistics of this round, of which it is the `fresh`th. */
  #add(values: Float64Array, fresh: number): void {
    const reciprocal = this.#reciprocal[fresh];
    const mean = this.#mean;
    const squares = this.#squares;
    for (let column = 0; column < mean.length; column++) {
      const off = values[column] - mean[column];
      const next = mean[column] + off * reciprocal;
      mean[column] = next;
      squares[column] += off * (values[column] - next);
    }
  }

  #score(values: Float64Array, fresh: number): void {
    const columns = this.#columns;
    const suffix = fresh * columns;
    const share = this.#reciprocal[this.#window];
    const oldShare = (this.#window - fresh) * share;
    const between = oldShare * fresh;
    const limit = this.#limit;
    let masked = 0;
    for (let column = 0; column < columns; column++) {
      const fullMean = this.#mean[column];
      const apart = this.#suffixMean[suffix + column] - fullMean;
      const mean = fullMean + apart * oldShare;
      const squares =
        this.#squares[column] + this.#suffixSquares[suffix + column] + apart * apart * between;
      const deviation = Math.sqrt(squares * share);
      const z = (values[column] - mean) / deviation;
      if (this.#bars < this.#fullAfter[column]) values[column] = 0;
      else if (deviation > FLAT * Math.max(1, Math.abs(mean))) {
        values[column] = z > limit ? limit : z < -limit ? -limit : z;
      } else {
        values[column] = 0;
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
    const columns = this.#columns;
    const mean = new Float64Array(columns);
    const squares = new Float64Array(columns);
    for (let row = this.#window - 1; row >= from; row--) {
      const reciprocal = this.#reciprocal[this.#window - row];
      for (let column = 0; column < columns; column++) {
        const at = row * columns + column;
        const value = this.#ring[at];
        const off = value - mean[column];
        mean[column] += off * reciprocal;
        squares[column] += off * (value - mean[column]);
        this.#suffixMean[at] = mean[column];
        this.#suffixSquares[at] = squares[column];
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
    for (let row = 0; row < fresh; row++) {
      this.#add(this.#ring.subarray(row * this.#columns, (row + 1) * this.#columns), row + 1);
    }
  }
}
