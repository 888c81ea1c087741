import type { Stateful } from '../stateful.ts';

export interface AverageState {
  /** The average, or the sum of the values so far while there are fewer than the period. */
  readonly value: number;
  readonly count: number;
}

/**
 * Exponential average that starts as the plain mean of its first `period` values.
 *
 * a_t = a_{t−1} + weight · (x_t − a_{t−1}); `2 / (period + 1)` is the common weight, `1 / period` Wilder's
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; seeded as TA-Lib does
 */
export class SeededAverage implements Stateful<AverageState> {
  readonly #period: number;
  readonly #weight: number;
  #value = 0;
  #count = 0;

  constructor(period: number, weight: number) {
    this.#period = period;
    this.#weight = weight;
  }

  /** Takes the next value; returns the average, NaN for the first period − 1 values. */
  update(value: number): number {
    if (this.#count >= this.#period) {
      this.#value += this.#weight * (value - this.#value);
      return this.#value;
    }
    this.#value += value;
    this.#count++;
    if (this.#count < this.#period) return Number.NaN;
    this.#value /= this.#period;
    return this.#value;
  }

  /** The average; NaN before `period` values. */
  get value(): number {
    return this.#count < this.#period ? Number.NaN : this.#value;
  }

  saveState(): AverageState {
    return { value: this.#value, count: this.#count };
  }

  loadState(state: AverageState): void {
    this.#value = state.value;
    this.#count = state.count;
  }
}

/** EMA of the common weight 2 / (period + 1). */
export function exponentialAverage(period: number): SeededAverage {
  return new SeededAverage(period, 2 / (period + 1));
}

/** Wilder's average: weight 1 / period. */
export function wilderAverage(period: number): SeededAverage {
  return new SeededAverage(period, 1 / period);
}
