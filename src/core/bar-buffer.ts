import { type BarTable, emptyBarTable, type MarketSlice, type Stateful } from '#base';

export interface BarBufferState {
  /** Per asset: rows of time, open, high, low, close, volume, oldest first. */
  readonly rows: readonly (readonly (readonly number[])[])[];
  readonly sharesSinceStart: readonly number[];
}

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The newest adjusted bars of every asset, what a retrain learns from. */
export class BarBuffer implements Stateful<BarBufferState> {
  readonly #length: number;
  readonly #capacity: number;
  #rows: number[][][];
  /** Shares of today that one share of the first bar has become. */
  #sharesSinceStart: number[];

  /**
   * @param length - newest bars an asset that a retrain learns from
   * @param latencyBars - how long a retrain may be under way: its bars are kept until it has ended, so
   * that it can begin anew after a restart
   */
  constructor(assets: number, length: number, latencyBars: number) {
    this.#length = length;
    this.#capacity = length + latencyBars;
    this.#rows = Array.from({ length: assets }, () => []);
    this.#sharesSinceStart = new Array<number>(assets).fill(1);
  }

  append(slice: MarketSlice): void {
    this.#rows.forEach((rows, asset) => {
      if (slice.present[asset] === 0) return;
      const factor = slice.factor[asset];
      this.#sharesSinceStart[asset] *= slice.splitRatio[asset];
      rows.push([
        slice.time,
        slice.open[asset] * factor,
        slice.high[asset] * factor,
        slice.low[asset] * factor,
        slice.close[asset] * factor,
        slice.volume[asset] / this.#sharesSinceStart[asset],
      ]);
      if (rows.length > this.#capacity) rows.shift();
    });
  }

  /** Bars a retrain could learn from now, of the asset that has the fewest. */
  get samples(): number {
    return Math.min(this.#length, ...this.#rows.map((rows) => rows.length));
  }

  /** One table an asset: its newest `length` bars up to and including `lastTime`. */
  tables(lastTime: number): BarTable[] {
    return this.#rows.map((rows) => {
      const kept = rows.filter(([time]) => time <= lastTime).slice(-this.#length);
      const table = emptyBarTable(kept.length);
      kept.forEach((row, at) => {
        COLUMNS.forEach((column, k) => {
          table[column][at] = row[k];
        });
      });
      return table;
    });
  }

  saveState(): BarBufferState {
    return {
      rows: this.#rows.map((rows) => rows.map((row) => [...row])),
      sharesSinceStart: [...this.#sharesSinceStart],
    };
  }

  loadState(state: BarBufferState): void {
    this.#rows = state.rows.map((rows) => rows.map((row) => [...row]));
    this.#sharesSinceStart = [...state.sharesSinceStart];
  }
}
