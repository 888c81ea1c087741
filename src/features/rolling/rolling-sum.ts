import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingSumState {
  /** The ring as it lies in memory; everything else follows from it. */
  readonly ring: string;
  readonly position: number;
  readonly full: boolean;
}

/**
 * Sum and mean of the newest `window` values at the same cost whatever the window.
 *
 * Two stacks, as in RollingScalers: a sum of this round, and the suffix sums of the round before.
 * Nothing is ever subtracted: a sum of values ≥ 0 is never negative, and a huge value leaves no
 * rounding error behind.
 */
export class RollingSum implements Stateful<RollingSumState> {
  readonly #ring: Float64Array;
  /** Of ring[at..], what is left of the round before. */
  readonly #suffix: Float64Array;
  #position = 0;
  #full = false;
  #sum = 0;

  /** @param window - ≥ 1, values */
  constructor(window: number) {
    this.#ring = new Float64Array(window);
    this.#suffix = new Float64Array(window + 1);
  }

  /** Takes the next value (finite); returns the sum, NaN until the window is full. */
  update(value: number): number {
    if (this.#position === this.#ring.length) this.#turn();
    this.#ring[this.#position++] = value;
    this.#sum += value;
    if (this.#position === this.#ring.length) this.#full = true;
    return this.sum;
  }

  get full(): boolean {
    return this.#full;
  }

  /** Σx; NaN until the window is full. */
  get sum(): number {
    return this.#full ? this.#sum + this.#suffix[this.#position] : Number.NaN;
  }

  /** Σx / window; NaN until the window is full. */
  get mean(): number {
    return this.sum / this.#ring.length;
  }

  #turn(): void {
    this.#fillSuffixes(0);
    this.#position = 0;
    this.#sum = 0;
  }

  #fillSuffixes(from: number): void {
    let sum = 0;
    for (let at = this.#ring.length - 1; at >= from; at--) {
      sum += this.#ring[at];
      this.#suffix[at] = sum;
    }
  }

  saveState(): RollingSumState {
    return { ring: numbersToText(this.#ring), position: this.#position, full: this.#full };
  }

  loadState(state: RollingSumState): void {
    textToNumbers(state.ring, this.#ring);
    this.#position = state.position;
    this.#full = state.full;
    this.#suffix.fill(0);
    if (state.full) this.#fillSuffixes(state.position);
    this.#sum = 0;
    for (let at = 0; at < state.position; at++) this.#sum += this.#ring[at];
  }
}
