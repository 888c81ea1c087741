import { sharpe, type Stateful } from '#base';

export interface PerformanceState {
  readonly lastEquity: number | null;
  readonly returns: readonly number[];
}

/** The account's newest returns, for the rolling Sharpe that may trigger a retrain. */
export class Performance implements Stateful<PerformanceState> {
  readonly #windowBars: number;
  readonly #barsPerYear: number;
  #lastEquity = Number.NaN;
  #returns: number[] = [];

  constructor(windowBars: number, barsPerYear: number) {
    this.#windowBars = windowBars;
    this.#barsPerYear = barsPerYear;
  }

  /** Takes the equity at a bar's close; a lost account has no returns. */
  update(equity: number): void {
    if (this.#lastEquity > 0) this.#returns.push(equity / this.#lastEquity - 1);
    if (this.#returns.length > this.#windowBars) this.#returns.shift();
    this.#lastEquity = equity;
  }

  /** Annual Sharpe of the window; NaN until it is full or while nothing moves. */
  get rollingSharpe(): number {
    if (this.#returns.length < this.#windowBars) return Number.NaN;
    return sharpe(Float64Array.from(this.#returns), this.#barsPerYear).ratio;
  }

  saveState(): PerformanceState {
    return {
      lastEquity: Number.isNaN(this.#lastEquity) ? null : this.#lastEquity,
      returns: [...this.#returns],
    };
  }

  loadState(state: PerformanceState): void {
    this.#lastEquity = state.lastEquity ?? Number.NaN;
    this.#returns = [...state.returns];
  }
}
