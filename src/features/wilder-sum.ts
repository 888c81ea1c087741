import type { AverageState, Stateful } from '#base';

/**
 * Wilder's running sum: a decayed total about as large as the sum of the newest `period` values.
 *
 * s_t = s_{t−1} − s_{t−1} / period + x_t, plain sum of the first period − 1 values before it
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; seeded as TA-Lib does
 */
export class WilderSum implements Stateful<AverageState> {
  readonly #period: number;
  #value = 0;
  #count = 0;

  /** @param period - ≥ 1, values */
  constructor(period: number) {
    this.#period = period;
  }

  /** Takes the next value; returns the sum, NaN for the first period − 1 values. */
  update(value: number): number {
    this.#count++;
    if (this.#count < this.#period) {
      this.#value += value;
      return Number.NaN;
    }
    this.#count = this.#period;
    // Decayed before the new value comes: after a huge one their difference would be rounding.
    this.#value = this.#value - this.#value / this.#period + value;
    return this.#value;
  }

  saveState(): AverageState {
    return { value: this.#value, count: this.#count };
  }

  loadState(state: AverageState): void {
    this.#value = state.value;
    this.#count = state.count;
  }
}
