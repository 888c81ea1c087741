import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingMaximumState {
  /** The ring as it lies in memory; everything else follows from it. */
  readonly ring: string;
  readonly position: number;
  readonly full: boolean;
}

/**
 * Largest of the newest `window` values at the same cost whatever the window; the smallest is the
 * negated largest of negated values.
 */
export class RollingMaximum implements Stateful<RollingMaximumState> {
  readonly #ring: Float64Array;
  /** Of ring[at..], what is left of the round before. */
  readonly #suffix: Float64Array;
  #position = 0;
  #full = false;
  #largest = Number.NEGATIVE_INFINITY;

  /** @param window - ≥ 1, values */
  constructor(window: number) {
    this.#ring = new Float64Array(window);
    this.#suffix = new Float64Array(window + 1).fill(Number.NEGATIVE_INFINITY);
  }

  /** Takes the next value (finite); returns the largest, NaN until the window is full. */
  update(value: number): number {
    if (this.#position === this.#ring.length) this.#turn();
    this.#ring[this.#position++] = value;
    if (value > this.#largest) this.#largest = value;
    if (this.#position === this.#ring.length) this.#full = true;
    if (!this.#full) return Number.NaN;
    const old = this.#suffix[this.#position];
    return old > this.#largest ? old : this.#largest;
  }

  #turn(): void {
    this.#fillSuffixes(0);
    this.#position = 0;
    this.#largest = Number.NEGATIVE_INFINITY;
  }

  #fillSuffixes(from: number): void {
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = this.#ring.length - 1; at >= from; at--) {
      largest = Math.max(largest, this.#ring[at]);
      this.#suffix[at] = largest;
    }
  }

  saveState(): RollingMaximumState {
    return { ring: numbersToText(this.#ring), position: this.#position, full: this.#full };
  }

  loadState(state: RollingMaximumState): void {
    textToNumbers(state.ring, this.#ring);
    this.#position = state.position;
    this.#full = state.full;
    this.#suffix.fill(Number.NEGATIVE_INFINITY);
    if (state.full) this.#fillSuffixes(state.position);
    this.#largest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < state.position; at++) {
      this.#largest = Math.max(this.#largest, this.#ring[at]);
    }
  }
}
