import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from './number-text.ts';

export interface RollingScalerState {
  /** The ring as it lies in memory; everything else follows from it. */
  readonly ring: string;
  readonly position: number;
  readonly full: boolean;
}

/** Below this deviation, relative to the mean and to one, differences are rounding. */
const FLAT = 1e-10;

/**
 * Causal rolling z-score of one feature, this bar included.
 *
 * z_t = clip((x_t − mean) / deviation, ±limit), both over the newest `window` values
 *
 * The window is kept as two stacks: values of the current round are added to a running mean, those
 * of the round before have their suffix statistics ready. Nothing is ever subtracted, so a huge value
 * leaves no rounding error behind when it leaves the window, and the state is the window alone.
 *
 * @see B. P. Welford, Note on a Method for Calculating Corrected Sums of Squares, 1962; Chan, Golub
 *   and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979
 */
export class RollingScaler implements Stateful<RollingScalerState> {
  readonly #limit: number;
  readonly #ring: Float64Array;
  /** Of ring[at..], what is left of the round before. */
  readonly #suffixMean: Float64Array;
  readonly #suffixSquares: Float64Array;
  /** 1 / n for n up to the window: dividing costs more than the rest of an update. */
  readonly #reciprocal: Float64Array;
  #position = 0;
  #full = false;
  #mean = 0;
  #squares = 0;
  #masked = false;

  /**
   * @param window - ≥ 2, bars
   * @param limit - largest |z|
   */
  constructor(window: number, limit: number) {
    this.#limit = limit;
    this.#ring = new Float64Array(window);
    this.#suffixMean = new Float64Array(window + 1);
    this.#suffixSquares = new Float64Array(window + 1);
    this.#reciprocal = Float64Array.from({ length: window + 1 }, (_, n) => 1 / n);
  }

  /** Whether the newest z is 0 only because the feature did not vary over the window. */
  get masked(): boolean {
    return this.#masked;
  }

  /** Takes the next value (finite); returns z, NaN until the window is full, 0 where it is flat. */
  update(value: number): number {
    const window = this.#ring.length;
    if (this.#position === window) this.#turn();
    this.#ring[this.#position] = value;
    this.#add(value);
    if (this.#position === window) this.#full = true;
    if (!this.#full) return Number.NaN;

    const fresh = this.#position;
    const old = window - fresh;
    const share = this.#reciprocal[window];
    const apart = this.#suffixMean[fresh] - this.#mean;
    const mean = this.#mean + apart * old * share;
    const squares =
      this.#squares + this.#suffixSquares[fresh] + apart * apart * fresh * old * share;
    const deviation = Math.sqrt(squares * share);
    this.#masked = !(deviation > FLAT * Math.max(1, Math.abs(mean)));
    if (this.#masked) return 0;
    const z = (value - mean) / deviation;
    return Math.max(-this.#limit, Math.min(this.#limit, z));
  }

  #add(value: number): void {
    this.#position++;
    const off = value - this.#mean;
    this.#mean += off * this.#reciprocal[this.#position];
    this.#squares += off * (value - this.#mean);
  }

  /** Begins a new round: the values of the last one become suffixes. */
  #turn(): void {
    this.#fillSuffixes(0);
    this.#position = 0;
    this.#mean = 0;
    this.#squares = 0;
  }

  #fillSuffixes(from: number): void {
    const window = this.#ring.length;
    let mean = 0;
    let squares = 0;
    for (let at = window - 1; at >= from; at--) {
      const off = this.#ring[at] - mean;
      mean += off * this.#reciprocal[window - at];
      squares += off * (this.#ring[at] - mean);
      this.#suffixMean[at] = mean;
      this.#suffixSquares[at] = squares;
    }
  }

  saveState(): RollingScalerState {
    return { ring: numbersToText(this.#ring), position: this.#position, full: this.#full };
  }

  loadState(state: RollingScalerState): void {
    textToNumbers(state.ring, this.#ring);
    this.#full = state.full;
    this.#position = 0;
    this.#mean = 0;
    this.#squares = 0;
    if (state.full) this.#fillSuffixes(state.position);
    for (let at = 0; at < state.position; at++) this.#add(this.#ring[at]);
  }
}
