import type { Stateful } from '#base';

export interface RunningTotalState {
  readonly sum: number;
  readonly carry: number;
}

/**
 * Sum of all values so far, what rounding takes off each addition carried along: a million additions
 * lose no more than one.
 *
 * @see A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, 1974
 */
export class RunningTotal implements Stateful<RunningTotalState> {
  #sum = 0;
  #carry = 0;

  /** Takes the next value (finite); returns the sum. */
  update(value: number): number {
    const sum = this.#sum + value;
    this.#carry +=
      Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
    this.#sum = sum;
    return sum + this.#carry;
  }

  saveState(): RunningTotalState {
    return { sum: this.#sum, carry: this.#carry };
  }

  loadState(state: RunningTotalState): void {
    this.#sum = state.sum;
    this.#carry = state.carry;
  }
}
