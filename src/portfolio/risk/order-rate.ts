import type { Stateful } from '#base';

export interface OrderRateState {
  /** Stamps of the newest orders, oldest first, UTC epoch ms. */
  readonly times: readonly number[];
}

/** The times of the newest orders that were let through. */
export class OrderRate implements Stateful<OrderRateState> {
  readonly #most: number;
  #times: number[] = [];

  /** @param most - orders to remember, ≥ 1 */
  constructor(most: number) {
    this.#most = most;
  }

  /** Since as many orders ago as are remembered, ms; infinite while there were fewer. */
  sinceOldest(time: number): number {
    return time - (this.#times.length < this.#most ? Number.NEGATIVE_INFINITY : this.#times[0]);
  }

  note(time: number): void {
    this.#times.push(time);
    if (this.#times.length > this.#most) this.#times.shift();
  }

  saveState(): OrderRateState {
    return { times: [...this.#times] };
  }

  loadState({ times }: OrderRateState): void {
    this.#times = times.slice(-this.#most);
  }
}
