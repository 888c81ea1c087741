import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingMomentsState {
  /** The ring as it lies in memory; everything else follows from it. */
  readonly ring: string;
  readonly position: number;
  readonly full: boolean;
}

/**
 * Mean and variance of the newest `window` values at the same cost whatever the window.
 *
 * Two stacks, as in RollingScalers; nothing is ever subtracted, so a huge value leaves no rounding
 * error behind when it leaves the window.
 *
 * @see Chan, Golub and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample
 *   Variances, 1979
 */
export class RollingMoments implements Stateful<RollingMomentsState> {
  readonly #ring: Float64Array;
  /** Of ring[at..], what is left of the round before. */
  readonly #suffixMean: Float64Array;
  readonly #suffixSquares: Float64Array;
  /** 1 / n for n up to the window: dividing costs more than the rest of an update. */
  readonly #reciprocal: Float64Array;
  #position = 0;
  #full = false;
  /** Of this round. */
  #freshMean = 0;
  #freshSquares = 0;
  #mean = Number.NaN;
  #squares = Number.NaN;

  /** @param window - ≥ 1, values */
  constructor(window: number) {
    this.#ring = new Float64Array(window);
    this.#suffixMean = new Float64Array(window + 1);
    this.#suffixSquares = new Float64Array(window + 1);
    this.#reciprocal = Float64Array.from({ length: window + 1 }, (_, n) => 1 / n);
  }

  /** Σx / window; NaN until the window is full. */
  get mean(): number {
    return this.#mean;
  }

  /** Σ(x − mean)² / window, ≥ 0; NaN until the window is full. */
  get variance(): number {
    return this.#squares * this.#reciprocal[this.#ring.length];
  }

  /** Population standard deviation, ≥ 0; NaN until the window is full. */
  get deviation(): number {
    return Math.sqrt(this.variance);
  }

  /** Takes the next value (finite). */
  update(value: number): void {
    if (this.#position === this.#ring.length) this.#turn();
    this.#ring[this.#position] = value;
    this.#add(value);
    if (this.#position === this.#ring.length) this.#full = true;
    if (this.#full) this.#combine();
  }

  #combine(): void {
    const window = this.#ring.length;
    const fresh = this.#position;
    const oldShare = (window - fresh) * this.#reciprocal[window];
    const apart = this.#suffixMean[fresh] - this.#freshMean;
    this.#mean = this.#freshMean + apart * oldShare;
    this.#squares =
      this.#freshSquares + this.#suffixSquares[fresh] + apart * apart * (fresh * oldShare);
  }

  #add(value: number): void {
    this.#position++;
    const off = value - this.#freshMean;
    this.#freshMean += off * this.#reciprocal[this.#position];
    this.#freshSquares += off * (value - this.#freshMean);
  }

  #turn(): void {
    this.#fillSuffixes(0);
    this.#startRound();
  }

  #startRound(): void {
    this.#position = 0;
    this.#freshMean = 0;
    this.#freshSquares = 0;
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

  saveState(): RollingMomentsState {
    return { ring: numbersToText(this.#ring), position: this.#position, full: this.#full };
  }

  loadState(state: RollingMomentsState): void {
    textToNumbers(state.ring, this.#ring);
    this.#full = state.full;
    this.#mean = Number.NaN;
    this.#squares = Number.NaN;
    this.#suffixMean.fill(0);
    this.#suffixSquares.fill(0);
    this.#startRound();
    if (state.full) this.#fillSuffixes(state.position);
    for (let at = 0; at < state.position; at++) this.#add(this.#ring[at]);
    if (state.full) this.#combine();
  }
}
