import {
  type BarTable,
  emptyBarTable,
  type MarketSlice,
  type Stateful,
  TABLE_COLUMNS,
} from '#base';
import { numbersToText, textToNumbers } from '#features';

export interface BarBufferState {
  readonly assets: readonly {
    readonly bars: number;
    /** [bars · columns], oldest first. */
    readonly rows: string;
    readonly sharesSinceStart: number;
  }[];
}

const WIDTH = TABLE_COLUMNS.length;

/** The newest adjusted bars of every asset, what a retrain learns from. */
export class BarBuffer implements Stateful<BarBufferState> {
  readonly #length: number;
  readonly #capacity: number;
  readonly #assets: readonly AssetBars[];

  /**
   * @param length - newest bars an asset that a retrain learns from
   * @param latencyBars - how long a retrain may be under way: its bars are kept until it has ended, so
   * that it can begin anew after a restart
   */
  constructor(assets: number, length: number, latencyBars: number) {
    this.#length = length;
    this.#capacity = length + latencyBars;
    this.#assets = Array.from({ length: assets }, () => ({
      rows: new Float64Array(2 * this.#capacity * WIDTH),
      bars: 0,
      sharesSinceStart: 1,
    }));
  }

  append(slice: MarketSlice): void {
    const capacity = this.#capacity;
    for (let asset = 0; asset < this.#assets.length; asset++) {
      if (slice.present[asset] === 0) continue;
      const kept = this.#assets[asset];
      // Room for two capacities: bars are moved once in so many, not at every one.
      if (kept.bars === 2 * capacity) {
        kept.rows.copyWithin(0, capacity * WIDTH);
        kept.bars = capacity;
      }
      const factor = slice.factor[asset];
      kept.sharesSinceStart *= slice.splitRatio[asset];
      const at = kept.bars * WIDTH;
      kept.rows[at] = slice.time;
      kept.rows[at + 1] = slice.open[asset] * factor;
      kept.rows[at + 2] = slice.high[asset] * factor;
      kept.rows[at + 3] = slice.low[asset] * factor;
      kept.rows[at + 4] = slice.close[asset] * factor;
      kept.rows[at + 5] = slice.volume[asset] / kept.sharesSinceStart;
      kept.bars++;
    }
  }

  /** Bars a retrain could learn from now, of the asset that has the fewest. */
  get samples(): number {
    return Math.min(this.#length, ...this.#assets.map((asset) => asset.bars));
  }

  /** One table an asset: its newest `length` bars up to and including `lastTime`. */
  tables(lastTime: number): BarTable[] {
    return this.#assets.map(({ rows, bars }) => {
      let end = bars;
      while (end > 0 && rows[(end - 1) * WIDTH] > lastTime) end--;
      const first = Math.max(0, end - this.#length);
      const table = emptyBarTable(end - first);
      TABLE_COLUMNS.forEach((column, k) => {
        for (let row = first; row < end; row++) table[column][row - first] = rows[row * WIDTH + k];
      });
      return table;
    });
  }

  saveState(): BarBufferState {
    return {
      assets: this.#assets.map(({ rows, bars, sharesSinceStart }) => {
        const kept = Math.min(bars, this.#capacity);
        const newest = rows.subarray((bars - kept) * WIDTH, bars * WIDTH);
        return { bars: kept, rows: numbersToText(newest), sharesSinceStart };
      }),
    };
  }

  loadState(state: BarBufferState): void {
    state.assets.forEach(({ bars, rows, sharesSinceStart }, asset) => {
      const kept = this.#assets[asset];
      textToNumbers(rows, kept.rows.subarray(0, bars * WIDTH));
      kept.bars = bars;
      kept.sharesSinceStart = sharesSinceStart;
    });
  }
}

/** One asset's newest bars, row after row. */
interface AssetBars {
  readonly rows: Float64Array;
  bars: number;
  /** Shares of today that one share of the first bar has become. */
  sharesSinceStart: number;
}
