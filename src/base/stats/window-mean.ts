import type { Stateful } from '../stateful.ts';

export interface WindowMeanState {
  /** Newest last; fewer than the window while it fills. */
  readonly values: readonly number[];
}

/**
 * Mean of the newest `length` values, each window summed anew from its oldest value.
 *
 * A running sum is faster but keeps rounding errors, which break ties between two averages.
 */
export class WindowMean implements Stateful<WindowMeanState> {
  readonly #ring: Float64Array;
  #count = 0;
  #next = 0;

  /** @param length - window, ≥ 1, values */
  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  /** Takes the next value; returns the mean, NaN until the window is full. */
  update(value: number): number {
    const ring = this.#ring;
    const length = ring.length;
    ring[this.#next] = value;
    this.#next = this.#next + 1 === length ? 0 : this.#next + 1;
    if (this.#count < length) this.#count++;
    if (this.#count < length) return Number.NaN;
    let sum = 0;
    for (let at = this.#next; at < length; at++) sum += ring[at];
    for (let at = 0; at < this.#next; at++) sum += ring[at];
    return sum / length;
  }

  saveState(): WindowMeanState {
    const length = this.#ring.length;
    const oldest = (this.#next - this.#count + length) % length;
    return {
      values: Array.from({ length: this.#count }, (_, k) => this.#ring[(oldest + k) % length]),
    };
  }

  loadState(state: WindowMeanState): void {
    this.#count = 0;
    this.#next = 0;
    for (const value of state.values) this.update(value);
  }
}
