import type { Forecast, MarketSlice } from '#base';
import { hedgedStrengths } from './hedged-strengths.ts';
import { HeldShares, type HeldSharesOptions, type HeldSharesState, toBand } from './held-shares.ts';
import { type Direction, NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

export interface MLSignalOptions extends HeldSharesOptions {
  /** Whose forecast is traded. */
  readonly model: string;
  /** Below this multiple of the forecast's typical size there is no position. */
  readonly threshold: number;
  /** At this multiple a full position is held. */
  readonly fullAt: number;
  /** Distance from the wanted share of a full position that is not traded. */
  readonly band: number;
}

/**
 * One model's forecasts as positions, changed no more often than it is worth.
 *
 * wanted = clip(strength / fullAt, −1, 1), 0 where |strength| ≤ threshold, strength the forecast in typical
 * sizes, hedged against those of the other assets (`hedgedStrengths`). What is held
 * moves only when it is further than `band` from what is wanted, and then to the edge of the band: the
 * best rule when costs grow with the amount traded. A change of direction must be wanted for
 * `confirmationBars` bars and starts a cool-down without another one. Without a forecast the position is
 * kept.
 *
 * @see Martin and Schöneborn, Mean reversion pays, but costs, 2011
 */
export class MLSignalStrategy implements Strategy {
  readonly name = 'ml';
  readonly models: readonly string[];
  readonly #options: MLSignalOptions;
  readonly #assets: number;
  readonly #held: HeldShares;

  constructor(assets: number, options: MLSignalOptions) {
    this.#options = options;
    this.#assets = assets;
    this.models = [options.model];
    this.#held = new HeldShares(assets, options);
  }

  warmUp(): void {}

  generateSignals(slice: MarketSlice, forecasts: readonly Forecast[]): readonly Signal[] {
    const { model, fullAt, band } = this.#options;
    const forecast = forecasts.find((candidate) => candidate.model === model);
    if (forecast === undefined) return NO_SIGNALS;
    const strengths = hedgedStrengths(forecast);
    const signals: Signal[] = [];
    for (let asset = 0; asset < this.#assets; asset++) {
      if (slice.present[asset] === 0) continue;
      const strength = strengths[asset];
      if (!Number.isFinite(strength)) continue;
      const next = toBand(this.#held.of(asset), this.#wanted(strength), band);
      const held = this.#held.move(asset, next);
      signals.push(
        signal({
          time: slice.time,
          asset,
          direction: Math.sign(held) as Direction,
          confidence: Math.min(1, Math.abs(strength) / fullAt),
          targetPosition: held,
          reason: 'forecast',
        }),
      );
    }
    return signals.length > 0 ? signals : NO_SIGNALS;
  }

  #wanted(strength: number): number {
    const { threshold, fullAt } = this.#options;
    return Math.abs(strength) > threshold ? Math.min(1, Math.max(-1, strength / fullAt)) : 0;
  }

  saveState(): StrategyState {
    return this.#held.saveState();
  }

  loadState(state: StrategyState): void {
    this.#held.loadState(state as HeldSharesState);
  }
}
