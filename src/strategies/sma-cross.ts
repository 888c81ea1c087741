import type { MarketSlice, ValueWindowState } from '#base';
import { AverageGap } from './average-gap.ts';
import { NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

export interface SmaCrossOptions {
  readonly fastBars: number;
  readonly slowBars: number;
  /** Short below the cross instead of flat. */
  readonly allowShort: boolean;
}

/**
 * Long when the fast average crosses above the slow one, out (or short) when it crosses below.
 *
 * Only a crossing counts: averages that start apart give no signal, and equal averages are no side.
 */
export class SmaCross implements Strategy {
  readonly name = 'sma-cross';
  readonly models = [];
  readonly #allowShort: boolean;
  readonly #gaps: readonly AverageGap[];
  /** Sign of fast − slow at each asset's last bar; NaN before both are known. */
  readonly #side: Float64Array;

  constructor(assets: number, options: SmaCrossOptions) {
    this.#allowShort = options.allowShort;
    const { fastBars, slowBars } = options;
    this.#gaps = Array.from({ length: assets }, () => new AverageGap(fastBars, slowBars));
    this.#side = new Float64Array(assets).fill(Number.NaN);
  }

  warmUp(slice: MarketSlice): void {
    this.generateSignals(slice);
  }

  generateSignals(slice: MarketSlice): readonly Signal[] {
    let signals: Signal[] | null = null;
    for (let asset = 0; asset < this.#gaps.length; asset++) {
      if (slice.present[asset] === 0) continue;
      const gap = this.#gaps[asset];
      gap.push(slice.close[asset] * slice.factor[asset]);
      const before = this.#side[asset];
      const side = gap.sign;
      this.#side[asset] = side;
      const isUp = side === 1 && before <= 0;
      const isDown = side === -1 && before >= 0;
      if (isUp || isDown) (signals ??= []).push(this.#cross(slice, asset, isUp));
    }
    return signals ?? NO_SIGNALS;
  }

  #cross({ time }: MarketSlice, asset: number, isUp: boolean): Signal {
    const direction = isUp ? 1 : this.#allowShort ? -1 : 0;
    return signal({
      time,
      asset,
      direction,
      confidence: 1,
      targetPosition: direction,
      reason: isUp ? 'cross-up' : 'cross-down',
    });
  }

  saveState(): StrategyState {
    const gaps = this.#gaps.map((gap) => gap.saveState());
    return {
      fast: gaps.map(({ fast }) => fast),
      slow: gaps.map(({ slow }) => slow),
      side: Array.from(this.#side, (side) => (Number.isNaN(side) ? null : side)),
    };
  }

  loadState(state: StrategyState): void {
    const { fast, slow, side } = state as {
      fast: ValueWindowState[];
      slow: ValueWindowState[];
      side: (number | null)[];
    };
    this.#gaps.forEach((gap, asset) => gap.loadState({ fast: fast[asset], slow: slow[asset] }));
    side.forEach((value, asset) => {
      this.#side[asset] = value ?? Number.NaN;
    });
  }
}
