import type { Stateful } from '../stateful.ts';

export interface ValueWindowState {
  /** Oldest first; fewer than the window while it fills. */
  readonly values: readonly number[];
}

/**
 * The newest `length` values, to be looked back into.
 *
 * Its figures are worked out anew, from the oldest value on: a running sum is faster but keeps rounding
 * errors, which break ties between two averages.
 */
export class ValueWindow implements Stateful<ValueWindowState> {
  /** NaN where there is no value yet. */
  readonly #ring: Float64Array;
  #count = 0;
  #next = 0;

  /** @param length - ≥ 1, values */
  constructor(length: number) {
    this.#ring = new Float64Array(length).fill(Number.NaN);
  }

  get full(): boolean {
    return this.#count === this.#ring.length;
  }

  push(value: number): void {
    this.#ring[this.#next] = value;
    this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
    if (this.#count < this.#ring.length) this.#count++;
  }

  /** The oldest value; NaN until the window is full. */
  get oldest(): number {
    return this.#ring[this.#next];
  }

  /** Σx / length; NaN until the window is full. */
  get mean(): number {
    if (!this.full) return Number.NaN;
    const ring = this.#ring;
    let sum = 0;
    for (let at = this.#next; at < ring.length; at++) sum += ring[at];
    for (let at = 0; at < this.#next; at++) sum += ring[at];
    return sum / ring.length;
  }

  get largest(): number {
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#count; at++) {
      if (this.#ring[at] > largest) largest = this.#ring[at];
    }
    return largest;
  }

  get smallest(): number {
    let smallest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#count; at++) {
      if (this.#ring[at] < smallest) smallest = this.#ring[at];
    }
    return smallest;
  }

  /** Population standard deviation about `mean`. */
  deviation(mean: number): number {
    const length = this.#ring.length;
    let squares = 0;
    for (let k = 0; k < this.#count; k++) {
      const at = this.#next - this.#count + k;
      const off = this.#ring[at < 0 ? at + length : at] - mean;
      squares += off * off;
    }
    return Math.sqrt(squares / this.#count);
  }

  saveState(): ValueWindowState {
    const length = this.#ring.length;
    const oldest = this.#next - this.#count + length;
    return {
      values: Array.from({ length: this.#count }, (_, k) => this.#ring[(oldest + k) % length]),
    };
  }

  loadState(state: ValueWindowState): void {
    this.#count = 0;
    this.#next = 0;
    this.#ring.fill(Number.NaN);
    for (const value of state.values) this.push(value);
  }
}
