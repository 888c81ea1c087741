import type { MarketSlice } from '#base';
import { type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

/**
 * Wants a full position of every asset at each of its bars; the trading step acts on it once.
 */
export class BuyAndHold implements Strategy {
  readonly name = 'buy-and-hold';
  readonly models = [];

  warmUp(): void {}

  generateSignals({ time, present }: MarketSlice): readonly Signal[] {
    const signals: Signal[] = [];
    for (let asset = 0; asset < present.length; asset++) {
      if (present[asset] === 0) continue;
      signals.push(
        signal({
          time,
          asset,
          direction: 1,
          confidence: 1,
          targetPosition: 1,
          reason: 'hold',
        }),
      );
    }
    return signals;
  }

  saveState(): StrategyState {
    return {};
  }

  loadState(): void {}
}
