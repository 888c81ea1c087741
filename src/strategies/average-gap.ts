import { type Stateful, ValueWindow, type ValueWindowState } from '#base';

export interface AverageGapState {
  readonly fast: ValueWindowState;
  readonly slow: ValueWindowState;
}

/** Twice what rounding can make of two running means a value, fraction of the largest value. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Which of two moving averages of one series is higher.
 *
 * sign(Σ fast / n − Σ slow / m), as sums from the oldest value on tell it, to the last bit. Running totals
 * answer where the averages are further apart than these can have drifted; only where they are not,
 * about the crossings, are the windows added up anew.
 *
 * @see Shewchuk (1997), Adaptive precision floating-point arithmetic and fast robust geometric predicates, §2.1 (filters)
 */
export class AverageGap implements Stateful<AverageGapState> {
  readonly #fast: ValueWindow;
  readonly #slow: ValueWindow;
  readonly #fastBars: number;
  readonly #slowBars: number;
  readonly #longestBars: number;
  /** NaN until the windows are added up. */
  #fastTotal = Number.NaN;
  #slowTotal = Number.NaN;
  /** Values since then. */
  #since = 0;
  #largest = 0;

  /** @param fastBars - ≥ 1, bars, as is `slowBars` */
  constructor(fastBars: number, slowBars: number) {
    this.#fastBars = fastBars;
    this.#slowBars = slowBars;
    this.#longestBars = Math.max(fastBars, slowBars);
    this.#fast = new ValueWindow(fastBars);
    this.#slow = new ValueWindow(slowBars);
  }

  push(value: number): void {
    this.#fastTotal += value - this.#fast.oldest;
    this.#slowTotal += value - this.#slow.oldest;
    this.#fast.push(value);
    this.#slow.push(value);
    this.#since++;
    const size = Math.abs(value);
    if (size > this.#largest) this.#largest = size;
  }

  /** −1, 0 or 1; NaN until both windows are full, and while one holds what is no number. */
  get sign(): number {
    const gap = this.#fastTotal / this.#fastBars - this.#slowTotal / this.#slowBars;
    const drift = ROUNDING * this.#largest * (this.#since + this.#longestBars);
    return Math.abs(gap) > drift ? Math.sign(gap) : this.#signAnew();
  }

  #signAnew(): number {
    const fast = this.#fast.mean;
    const slow = this.#slow.mean;
    this.#fastTotal = fast * this.#fastBars;
    this.#slowTotal = slow * this.#slowBars;
    this.#since = 0;
    return Math.sign(fast - slow);
  }

  saveState(): AverageGapState {
    return { fast: this.#fast.saveState(), slow: this.#slow.saveState() };
  }

  loadState({ fast, slow }: AverageGapState): void {
    this.#fast.loadState(fast);
    this.#slow.loadState(slow);
    this.#fastTotal = Number.NaN;
    this.#largest = Math.max(0, ...slow.values.map(Math.abs), ...fast.values.map(Math.abs));
  }
}
