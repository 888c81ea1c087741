import type { MarketSlice, Stateful } from '#base';
import {
  type FeaturePipeline,
  type FeatureStream,
  type FeatureStreamState,
  numbersToText,
  type PeerRow,
  textToNumbers,
} from '#features';

export interface AssetRowsState {
  readonly stream: FeatureStreamState;
  /** The newest rows of all features, oldest first. */
  readonly rows: string;
  readonly readyRows: number;
  readonly sharesSinceStart: number;
}

/** One asset's stream and its newest rows. */
export class AssetRows implements Stateful<AssetRowsState> {
  readonly #stream: FeatureStream;
  readonly #width: number;
  /** [kept rows · features], oldest first. */
  readonly #rows: Float32Array;
  #readyRows = 0;
  #sharesSinceStart = 1;

  constructor(stream: FeatureStream, kept: number) {
    this.#stream = stream;
    this.#width = stream.row.length;
    this.#rows = new Float32Array(kept * this.#width);
  }

  /** Rows that were ready without a break, up to the newest. */
  get readyRows(): number {
    return this.#readyRows;
  }

  /**
   * Takes this asset's bar of the slice, adjusted as the history was; returns whether its row is ready.
   *
   * @param peers - where it stands among the other assets of the slice
   */
  take(slice: MarketSlice, asset: number, peers: PeerRow): boolean {
    const factor = slice.factor[asset];
    this.#sharesSinceStart *= slice.splitRatio[asset];
    const bar = {
      time: slice.time,
      open: slice.open[asset] * factor,
      high: slice.high[asset] * factor,
      low: slice.low[asset] * factor,
      close: slice.close[asset] * factor,
      volume: slice.volume[asset] / this.#sharesSinceStart,
    };
    const ready = this.#stream.advance(bar, peers);
    this.#rows.copyWithin(0, this.#width);
    this.#rows.set(this.#stream.row, this.#rows.length - this.#width);
    this.#readyRows = ready ? this.#readyRows + 1 : 0;
    return ready;
  }

  copyWindow(pipeline: FeaturePipeline, seqLen: number, into: Float32Array, offset: number): void {
    const columns = pipeline.getState().selected.length;
    const first = this.#rows.length - seqLen * this.#width;
    for (let row = 0; row < seqLen; row++) {
      const from = first + row * this.#width;
      const all = this.#rows.subarray(from, from + this.#width);
      pipeline.select(all, into, offset + row * columns);
    }
  }

  saveState(): AssetRowsState {
    return {
      stream: this.#stream.saveState(),
      rows: numbersToText(this.#rows),
      readyRows: this.#readyRows,
      sharesSinceStart: this.#sharesSinceStart,
    };
  }

  loadState(state: AssetRowsState): void {
    this.#stream.loadState(state.stream);
    textToNumbers(state.rows, this.#rows);
    this.#readyRows = state.readyRows;
    this.#sharesSinceStart = state.sharesSinceStart;
  }
}
