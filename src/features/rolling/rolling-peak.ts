import type { Stateful } from '#base';
import { numbersToText, textToNumbers } from '../number-text.ts';

export interface RollingPeakState {
  /** The rings as they lie in memory. */
  readonly values: string;
  readonly numbers: string;
  readonly head: number;
  readonly count: number;
  readonly taken: number;
}

/**
 * How long ago the largest of the newest `window` values was, the latest of equals; for the smallest
 * take negated values.
 *
 * Only values that nothing later has reached are kept: each is added and dropped once, so that the
 * cost does not depend on the window.
 */
export class RollingPeak implements Stateful<RollingPeakState> {
  /** Values that may become the largest, falling from `head` on, and the numbers they were taken under. */
  readonly #values: Float64Array;
  readonly #numbers: Float64Array;
  #head = 0;
  #count = 0;
  #taken = 0;

  /** @param window - ≥ 1, values */
  constructor(window: number) {
    this.#values = new Float64Array(window);
    this.#numbers = new Float64Array(window);
  }

  /** Takes the next value (finite); returns how many values came after the largest, NaN until the window is full. */
  update(value: number): number {
    const window = this.#values.length;
    const values = this.#values;
    if (this.#count > 0 && this.#numbers[this.#head] <= this.#taken - window) {
      this.#head = this.#head + 1 === window ? 0 : this.#head + 1;
      this.#count--;
    }
    let tail = this.#head + this.#count;
    if (tail >= window) tail -= window;
    while (this.#count > 0) {
      const before = tail === 0 ? window - 1 : tail - 1;
      if (values[before] > value) break;
      tail = before;
      this.#count--;
    }
    values[tail] = value;
    this.#numbers[tail] = this.#taken;
    this.#count++;
    this.#taken++;
    return this.#taken < window ? Number.NaN : this.#taken - 1 - this.#numbers[this.#head];
  }

  saveState(): RollingPeakState {
    return {
      values: numbersToText(this.#values),
      numbers: numbersToText(this.#numbers),
      head: this.#head,
      count: this.#count,
      taken: this.#taken,
    };
  }

  loadState(state: RollingPeakState): void {
    textToNumbers(state.values, this.#values);
    textToNumbers(state.numbers, this.#numbers);
    this.#head = state.head;
    this.#count = state.count;
    this.#taken = state.taken;
  }
}
