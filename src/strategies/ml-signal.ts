import type { Forecast, MarketSlice } from '#base';
import { hedgedStrengths } from './hedged-strengths.ts';
import { type Direction, NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

export interface MLSignalOptions {
  /** Whose forecast is traded. */
  readonly model: string;
  /** Below this multiple of the forecast's typical size there is no position. */
  readonly threshold: number;
  /** At this multiple a full position is held. */
  readonly fullAt: number;
  /** Distance from the wanted share of a full position that is not traded. */
  readonly band: number;
  readonly cooldownBars: number;
  readonly confirmationBars: number;
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
  /** Share of a full position held [assets]. */
  readonly #held: number[];
  readonly #turnedTo: Direction[];
  readonly #confirmedBars: number[];
  readonly #cooldownLeft: number[];

  constructor(assets: number, options: MLSignalOptions) {
    this.#options = options;
    this.models = [options.model];
    this.#held = new Array<number>(assets).fill(0);
    this.#turnedTo = new Array<Direction>(assets).fill(0);
    this.#confirmedBars = new Array<number>(assets).fill(0);
    this.#cooldownLeft = new Array<number>(assets).fill(0);
  }

  warmUp(): void {}

  generateSignals(slice: MarketSlice, forecasts: readonly Forecast[]): readonly Signal[] {
    const forecast = forecasts.find((candidate) => candidate.model === this.#options.model);
    if (forecast === undefined) return NO_SIGNALS;
    const strengths = hedgedStrengths(forecast);
    const signals: Signal[] = [];
    for (let asset = 0; asset < this.#held.length; asset++) {
      if (slice.present[asset] === 0) continue;
      const strength = strengths[asset];
      if (!Number.isFinite(strength)) continue;
      this.#decide(asset, strength);
      const held = this.#held[asset];
      signals.push(
        signal({
          time: slice.time,
          asset,
          direction: Math.sign(held) as Direction,
          confidence: Math.min(1, Math.abs(strength) / this.#options.fullAt),
          targetPosition: held,
          reason: 'forecast',
        }),
      );
    }
    return signals.length > 0 ? signals : NO_SIGNALS;
  }

  #decide(asset: number, strength: number): void {
    const { cooldownBars, confirmationBars } = this.#options;
    const held = this.#held[asset];
    const next = this.#withinBand(held, strength);
    const direction = Math.sign(next) as Direction;
    const cooling = this.#cooldownLeft[asset] > 0;
    if (cooling) this.#cooldownLeft[asset]--;
    this.#confirmedBars[asset] =
      direction === this.#turnedTo[asset] ? this.#confirmedBars[asset] + 1 : 1;
    this.#turnedTo[asset] = direction;
    if (direction !== Math.sign(held)) {
      if (cooling || this.#confirmedBars[asset] < confirmationBars) return;
      this.#cooldownLeft[asset] = cooldownBars;
    }
    this.#held[asset] = next;
  }

  /** What is held, moved to the nearer edge of the band about what is wanted if it lies outside. */
  #withinBand(held: number, strength: number): number {
    const { threshold, fullAt, band } = this.#options;
    const wanted =
      Math.abs(strength) > threshold ? Math.min(1, Math.max(-1, strength / fullAt)) : 0;
    return Math.min(wanted + band, Math.max(wanted - band, held));
  }

  saveState(): StrategyState {
    return {
      held: [...this.#held],
      turnedTo: [...this.#turnedTo],
      confirmedBars: [...this.#confirmedBars],
      cooldownLeft: [...this.#cooldownLeft],
    };
  }

  loadState(state: StrategyState): void {
    const saved = state as {
      held: number[];
      turnedTo: Direction[];
      confirmedBars: number[];
      cooldownLeft: number[];
    };
    for (let asset = 0; asset < this.#held.length; asset++) {
      this.#held[asset] = saved.held[asset];
      this.#turnedTo[asset] = saved.turnedTo[asset];
      this.#confirmedBars[asset] = saved.confirmedBars[asset];
      this.#cooldownLeft[asset] = saved.cooldownLeft[asset];
    }
  }
}
