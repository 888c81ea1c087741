import { type AverageState, exponentialAverage, type MarketSlice, type SeededAverage } from '#base';
import { type Direction, NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

export interface MacdOptions {
  readonly fastBars: number;
  readonly slowBars: number;
  readonly signalBars: number;
  /** Short below the signal line instead of flat. */
  readonly allowShort: boolean;
}

/** Averages of one asset. */
interface Lines {
  readonly fast: SeededAverage;
  readonly slow: SeededAverage;
  readonly smooth: SeededAverage;
}

interface MacdState extends Readonly<Record<string, unknown>> {
  readonly lines: readonly Readonly<Record<keyof Lines, AverageState>>[];
  readonly side: readonly Direction[];
}

/**
 * Long while the MACD line is above its signal line, out (or short) while it is below.
 *
 * line = ema(p, fast) − ema(p, slow), signal = ema(line, signalBars), p the adjusted close. Lines that are
 * equal change nothing.
 *
 * @see G. Appel, Technical Analysis: Power Tools for Active Investors, 2005
 */
export class Macd implements Strategy {
  readonly name = 'macd';
  readonly models = [];
  readonly #allowShort: boolean;
  readonly #lines: readonly Lines[];
  /** Which side of its signal line each asset's line was last said to be on; 0 before. */
  readonly #side: Direction[];

  constructor(assets: number, { fastBars, slowBars, signalBars, allowShort }: MacdOptions) {
    this.#allowShort = allowShort;
    this.#lines = Array.from({ length: assets }, () => ({
      fast: exponentialAverage(fastBars),
      slow: exponentialAverage(slowBars),
      smooth: exponentialAverage(signalBars),
    }));
    this.#side = new Array<Direction>(assets).fill(0);
  }

  warmUp(slice: MarketSlice): void {
    for (let asset = 0; asset < this.#lines.length; asset++) this.#gap(slice, asset);
  }

  generateSignals(slice: MarketSlice): readonly Signal[] {
    let signals: Signal[] | null = null;
    for (let asset = 0; asset < this.#lines.length; asset++) {
      const gap = this.#gap(slice, asset);
      const side = gap > 0 ? 1 : gap < 0 ? -1 : 0;
      if (side === 0 || side === this.#side[asset]) continue;
      this.#side[asset] = side;
      const direction: Direction = side === 1 ? 1 : this.#allowShort ? -1 : 0;
      (signals ??= []).push(
        signal({
          time: slice.time,
          asset,
          direction,
          confidence: 1,
          targetPosition: direction,
          reason: side === 1 ? 'macd-above' : 'macd-below',
        }),
      );
    }
    return signals ?? NO_SIGNALS;
  }

  /** Takes the asset's bar; its line less its signal line, NaN without a bar or before both are known. */
  #gap({ present, close, factor }: MarketSlice, asset: number): number {
    if (present[asset] === 0) return Number.NaN;
    const price = close[asset] * factor[asset];
    const { fast, slow, smooth } = this.#lines[asset];
    const line = fast.update(price) - slow.update(price);
    return Number.isNaN(line) ? Number.NaN : line - smooth.update(line);
  }

  saveState(): StrategyState {
    const state: MacdState = {
      lines: this.#lines.map(({ fast, slow, smooth }) => ({
        fast: fast.saveState(),
        slow: slow.saveState(),
        smooth: smooth.saveState(),
      })),
      side: [...this.#side],
    };
    return state;
  }

  loadState(state: StrategyState): void {
    const { lines, side } = state as MacdState;
    this.#lines.forEach(({ fast, slow, smooth }, asset) => {
      fast.loadState(lines[asset].fast);
      slow.loadState(lines[asset].slow);
      smooth.loadState(lines[asset].smooth);
    });
    side.forEach((value, asset) => {
      this.#side[asset] = value;
    });
  }
}
