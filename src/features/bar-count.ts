import type { Stateful } from '#base';

export interface BarCountState {
  readonly bars: number;
}

/** Bars seen so far, for kernels whose warm-up is a count and not a full window. */
export class BarCount implements Stateful<BarCountState> {
  #bars = 0;

  /** Counts this bar; true once more than `warmupBars` were seen. */
  passes(warmupBars: number): boolean {
    if (this.#bars <= warmupBars) this.#bars++;
    return this.#bars > warmupBars;
  }

  saveState(): BarCountState {
    return { bars: this.#bars };
  }

  loadState(state: BarCountState): void {
    this.#bars = state.bars;
  }
}
