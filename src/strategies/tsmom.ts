import type { MarketSlice } from '#base';
import { NO_SIGNALS, type Signal, signal } from './signal.ts';
import type { Strategy, StrategyState } from './strategy.ts';

export interface TsmomOptions {
  readonly lookbackBars: number;
  readonly rebalanceBars: number;
}

/**
 * Time-series momentum: long after a rise over the look-back, short after a fall.
 *
 * Decides every `rebalanceBars` bars of each asset.
 *
 * @see Moskowitz, Ooi and Pedersen, Time Series Momentum, Journal of Financial Economics 2012
 */
export class TimeSeriesMomentum implements Strategy {
  readonly name = 'tsmom';
  readonly models = [];
  readonly #options: TsmomOptions;
  /** Adjusted closes of the look-back, oldest first. */
  readonly #closes: number[][];
  readonly #barsUntilDecision: number[];

  constructor(assets: number, options: TsmomOptions) {
    this.#options = options;
    this.#closes = Array.from({ length: assets }, () => []);
    this.#barsUntilDecision = new Array<number>(assets).fill(0);
  }

  warmUp(slice: MarketSlice): void {
    this.#closes.forEach((_, asset) => this.#remember(slice, asset));
  }

  generateSignals(slice: MarketSlice): readonly Signal[] {
    const signals: Signal[] = [];
    this.#closes.forEach((_, asset) => {
      const past = this.#remember(slice, asset);
      if (past === null || this.#barsUntilDecision[asset]-- > 0) return;
      this.#barsUntilDecision[asset] = this.#options.rebalanceBars - 1;
      const direction = Math.sign(past.now - past.before) as -1 | 0 | 1;
      signals.push(
        signal({
          time: slice.time,
          asset,
          direction,
          confidence: 1,
          targetPosition: direction,
          reason: 'momentum',
        }),
      );
    });
    return signals.length > 0 ? signals : NO_SIGNALS;
  }

  /** Takes the asset's bar; the prices at both ends of the look-back, once it is full. */
  #remember(slice: MarketSlice, asset: number): { now: number; before: number } | null {
    if (slice.present[asset] === 0) return null;
    const closes = this.#closes[asset];
    const now = slice.close[asset] * slice.factor[asset];
    closes.push(now);
    if (closes.length <= this.#options.lookbackBars) return null;
    return { now, before: closes.shift() as number };
  }

  saveState(): StrategyState {
    return {
      closes: this.#closes.map((closes) => [...closes]),
      barsUntilDecision: [...this.#barsUntilDecision],
    };
  }

  loadState(state: StrategyState): void {
    const { closes, barsUntilDecision } = state as {
      closes: number[][];
      barsUntilDecision: number[];
    };
    closes.forEach((values, asset) => {
      this.#closes[asset] = [...values];
    });
    barsUntilDecision.forEach((bars, asset) => {
      this.#barsUntilDecision[asset] = bars;
    });
  }
}
