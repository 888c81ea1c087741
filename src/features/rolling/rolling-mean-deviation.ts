import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingMeanDeviationState {
  /** The ring as it lies in memory. */
  readonly ring: string;
  readonly position: number;
  readonly full: boolean;
}

/**
 * Mean and mean absolute deviation of the newest `window` values, worked out anew at each value.
 *
 * Sums run over the ring as it lies in memory, as TA-Lib's do: a close that hardly differs from its
 * mean makes the order of a sum visible in the tenth digit of CCI.
 */
export class RollingMeanDeviation implements Stateful<RollingMeanDeviationState> {
  readonly #ring: Float64Array;
  #position = 0;
  #full = false;
  #mean = Number.NaN;
  #deviation = Number.NaN;

  /** @param window - ≥ 1, values */
  constructor(window: number) {
    this.#ring = new Float64Array(window);
  }

  /** Σx / window; NaN until the window is full. */
  get mean(): number {
    return this.#mean;
  }

  /** Σ|x − mean| / window; NaN until the window is full. */
  get deviation(): number {
    return this.#deviation;
  }

  /** Takes the next value (finite). */
  update(value: number): void {
    const ring = this.#ring;
    ring[this.#position++] = value;
    if (this.#position === ring.length) {
      this.#position = 0;
      this.#full = true;
    }
    if (this.#full) this.#measure();
  }

  #measure(): void {
    const ring = this.#ring;
    let sum = 0;
    for (let at = 0; at < ring.length; at++) sum += ring[at];
    const mean = sum / ring.length;
    let off = 0;
    for (let at = 0; at < ring.length; at++) off += Math.abs(ring[at] - mean);
    this.#mean = mean;
    this.#deviation = off / ring.length;
  }

  saveState(): RollingMeanDeviationState {
    return { ring: numbersToText(this.#ring), position: this.#position, full: this.#full };
  }

  loadState(state: RollingMeanDeviationState): void {
    textToNumbers(state.ring, this.#ring);
    this.#position = state.position;
    this.#full = state.full;
    this.#mean = Number.NaN;
    this.#deviation = Number.NaN;
    if (state.full) this.#measure();
  }
}
