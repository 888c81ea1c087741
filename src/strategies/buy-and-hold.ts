import type { MarketSlice } from '#base';
import { NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

/** Buys a full position of every asset at its first bar and keeps it. */
export class BuyAndHold implements Strategy {
  readonly name = 'buy-and-hold';
  readonly models = [];
  #bought: boolean[];
  #left: number;

  constructor(assets: number) {
    this.#bought = new Array<boolean>(assets).fill(false);
    this.#left = assets;
  }

  warmUp(): void {}

  generateSignals(slice: MarketSlice): readonly Signal[] {
    if (this.#left === 0) return NO_SIGNALS;
    const signals: Signal[] = [];
    this.#bought.forEach((bought, asset) => {
      if (bought || slice.present[asset] === 0) return;
      this.#bought[asset] = true;
      this.#left--;
      signals.push(
        signal({
          time: slice.time,
          asset,
          direction: 1,
          confidence: 1,
          targetPosition: 1,
          reason: 'hold',
        }),
      );
    });
    return signals;
  }

  saveState(): StrategyState {
    return { bought: [...this.#bought] };
  }

  loadState(state: StrategyState): void {
    this.#bought = [...(state['bought'] as boolean[])];
    this.#left = this.#bought.filter((bought) => !bought).length;
  }
}
