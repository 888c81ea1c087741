import { type AverageState, exponentialAverage, type Stateful } from '#base';

interface ExponentialChainState {
  readonly once: AverageState;
  readonly twice: AverageState;
  readonly thrice: AverageState;
}

/** Exponential average of values, the average of that one, and the average of that one again. */
export class ExponentialChain implements Stateful<ExponentialChainState> {
  readonly #once;
  readonly #twice;
  readonly #thrice;

  /** @param period - of each average, ≥ 1, values */
  constructor(period: number) {
    this.#once = exponentialAverage(period);
    this.#twice = exponentialAverage(period);
    this.#thrice = exponentialAverage(period);
  }

  /** NaN for the first period − 1 values. */
  get once(): number {
    return this.#once.value;
  }

  /** NaN for the first 2 · (period − 1) values. */
  get twice(): number {
    return this.#twice.value;
  }

  /** Takes the next value; returns the third average, NaN for the first 3 · (period − 1) values. */
  update(value: number): number {
    const once = this.#once.update(value);
    if (Number.isNaN(once)) return Number.NaN;
    const twice = this.#twice.update(once);
    return Number.isNaN(twice) ? Number.NaN : this.#thrice.update(twice);
  }

  saveState(): ExponentialChainState {
    return {
      once: this.#once.saveState(),
      twice: this.#twice.saveState(),
      thrice: this.#thrice.saveState(),
    };
  }

  loadState(state: ExponentialChainState): void {
    this.#once.loadState(state.once);
    this.#twice.loadState(state.twice);
    this.#thrice.loadState(state.thrice);
  }
}
