import type { MarketSlice, Stateful } from '#base';
import { highLowSpread, rangeVariance } from './price-costs.ts';

/** What the costs of a trade depend on beside the trade. */
export interface Liquidity {
  /** Of one bar, fraction; NaN while not known. */
  readonly volatility: number;
  /** Of a typical bar, units; NaN while not known. */
  readonly volume: number;
  /** Bid to ask, fraction of the price; NaN while not known. */
  readonly spread: number;
}

type Column = readonly (number | null)[];

export interface CostEvidenceState {
  readonly variance: Column;
  readonly volume: Column;
  readonly spread: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
}

const COLUMNS = ['variance', 'volume', 'spread', 'high', 'low', 'close'] as const;

type Columns = Readonly<Record<(typeof COLUMNS)[number], Float64Array>>;

/**
 * How restless and how liquid each asset has been: means that fade by half in `halfLifeBars`.
 *
 * The bar a trade fills in counts: its costs are what the market made of it, not what anyone knew.
 */
export class CostEvidence implements Stateful<CostEvidenceState> {
  readonly #decay: number;
  readonly #columns: Columns;

  /** @param halfLifeBars - of the means, bars */
  constructor(assets: number, halfLifeBars: number) {
    const unknown = () => new Float64Array(assets).fill(Number.NaN);
    this.#decay = 0.5 ** (1 / halfLifeBars);
    this.#columns = {
      variance: unknown(),
      volume: unknown(),
      spread: unknown(),
      high: unknown(),
      low: unknown(),
      close: unknown(),
    };
  }

  of(asset: number): Liquidity {
    const { variance, volume, spread } = this.#columns;
    return {
      volatility: Math.sqrt(variance[asset]),
      volume: volume[asset],
      spread: spread[asset],
    };
  }

  /** Takes the bars of a slice, each once. */
  observe(slice: MarketSlice): void {
    const { variance, volume, spread, high, low, close } = this.#columns;
    for (let asset = 0; asset < close.length; asset++) {
      if (slice.present[asset] === 0) continue;
      const bar = { high: slice.high[asset], low: slice.low[asset], close: slice.close[asset] };
      this.#fade(variance, asset, rangeVariance(bar.high, bar.low));
      this.#fade(volume, asset, slice.volume[asset]);
      if (close[asset] > 0) {
        const before = { high: high[asset], low: low[asset], close: close[asset] };
        this.#fade(spread, asset, highLowSpread(before, bar));
      }
      high[asset] = bar.high;
      low[asset] = bar.low;
      close[asset] = bar.close;
    }
  }

  #fade(means: Float64Array, asset: number, value: number): void {
    const mean = means[asset];
    if (!Number.isFinite(value)) return;
    means[asset] = Number.isNaN(mean) ? value : this.#decay * mean + (1 - this.#decay) * value;
  }

  /** Re-bases volume and the last bar to new units. */
  applySplit(asset: number, ratio: number): void {
    const { volume, high, low, close } = this.#columns;
    volume[asset] *= ratio;
    high[asset] /= ratio;
    low[asset] /= ratio;
    close[asset] /= ratio;
  }

  saveState(): CostEvidenceState {
    const column = (name: (typeof COLUMNS)[number]): Column =>
      Array.from(this.#columns[name], (value) => (Number.isNaN(value) ? null : value));
    return {
      variance: column('variance'),
      volume: column('volume'),
      spread: column('spread'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
    };
  }

  loadState(state: CostEvidenceState): void {
    for (const name of COLUMNS) {
      this.#columns[name].set(state[name].map((value) => value ?? Number.NaN));
    }
  }
}
