import type { Forecast, MarketSlice } from '#base';
import { type Direction, NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

export interface MLSignalOptions {
  /** Whose forecast is traded. */
  readonly model: string;
  /** Below this multiple of the forecast's typical size there is no position. */
  readonly threshold: number;
  /** At this multiple a full position is held. */
  readonly fullAt: number;
  readonly cooldownBars: number;
  readonly confirmationBars: number;
}

/**
 * One model's forecast as a position: proportional to its strength, flat below the threshold.
 *
 * target = clip(forecast / (fullAt · scale), −1, 1). A change of direction must be confirmed for
 * `confirmationBars` bars and starts a cool-down in which no other change is made. Without a
 * forecast the position is kept.
 */
export class MLSignalStrategy implements Strategy {
  readonly name = 'ml';
  readonly models: readonly string[];
  readonly #options: MLSignalOptions;
  readonly #held: Direction[];
  readonly #wanted: Direction[];
  readonly #confirmedBars: number[];
  readonly #cooldownLeft: number[];

  constructor(assets: number, options: MLSignalOptions) {
    this.#options = options;
    this.models = [options.model];
    this.#held = new Array<Direction>(assets).fill(0);
    this.#wanted = new Array<Direction>(assets).fill(0);
    this.#confirmedBars = new Array<number>(assets).fill(0);
    this.#cooldownLeft = new Array<number>(assets).fill(0);
  }

  warmUp(): void {}

  generateSignals(slice: MarketSlice, forecasts: readonly Forecast[]): readonly Signal[] {
    const forecast = forecasts.find((candidate) => candidate.model === this.#options.model);
    if (forecast === undefined) return NO_SIGNALS;
    const signals: Signal[] = [];
    for (let asset = 0; asset < this.#held.length; asset++) {
      if (slice.present[asset] === 0) continue;
      const strength = forecast.expectedSigma[asset] / forecast.scale;
      if (!Number.isFinite(strength)) continue;
      const made = this.#decide(slice.time, asset, strength);
      if (made !== null) signals.push(made);
    }
    return signals;
  }

  #decide(time: number, asset: number, strength: number): Signal | null {
    const { threshold, fullAt, cooldownBars, confirmationBars } = this.#options;
    const size = Math.abs(strength);
    const direction = (size > threshold ? Math.sign(strength) : 0) as Direction;
    this.#confirmedBars[asset] =
      direction === this.#wanted[asset] ? this.#confirmedBars[asset] + 1 : 1;
    this.#wanted[asset] = direction;
    const cooling = this.#cooldownLeft[asset] > 0;
    if (cooling) this.#cooldownLeft[asset]--;
    if (direction !== this.#held[asset]) {
      if (cooling || this.#confirmedBars[asset] < confirmationBars) return null;
      this.#held[asset] = direction;
      this.#cooldownLeft[asset] = cooldownBars;
    }
    const confidence = Math.min(1, size / fullAt);
    return signal({
      time,
      asset,
      direction,
      confidence,
      targetPosition: direction * confidence,
      reason: 'forecast',
    });
  }

  saveState(): StrategyState {
    return {
      held: [...this.#held],
      wanted: [...this.#wanted],
      confirmedBars: [...this.#confirmedBars],
      cooldownLeft: [...this.#cooldownLeft],
    };
  }

  loadState(state: StrategyState): void {
    const saved = state as {
      held: Direction[];
      wanted: Direction[];
      confirmedBars: number[];
      cooldownLeft: number[];
    };
    for (let asset = 0; asset < this.#held.length; asset++) {
      this.#held[asset] = saved.held[asset];
      this.#wanted[asset] = saved.wanted[asset];
      this.#confirmedBars[asset] = saved.confirmedBars[asset];
      this.#cooldownLeft[asset] = saved.cooldownLeft[asset];
    }
  }
}
