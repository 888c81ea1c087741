import { type Bar, type BarTable, barAt, type Stateful } from '#base';
import { marketHoursOf } from '#data';
import { BarFeed, type BarFeedState, type BarRow, emptyBarRow } from '../bar-row.ts';
import type { FeatureSet } from '../catalog/feature-set.ts';
import { NO_PEERS, type PeerRow } from '../cross-section/peer-row.ts';
import { KernelGroup, type KernelGroupState } from '../kernel-group.ts';

/** Bars that each family of kernels takes in a row: many enough for the processor, few enough for its cache. */
const BLOCK = 64;

export interface KernelStreamState {
  readonly feed: BarFeedState;
  readonly kernels: KernelGroupState;
}

/** All features of one asset as their kernels give them, before filter and scaling. */
export class KernelStream implements Stateful<KernelStreamState> {
  readonly #feed: BarFeed;
  readonly #kernels: KernelGroup;
  /** Bars taken together, and what the kernels made of them [BLOCK · features], with a view a bar. */
  readonly #bars = Array.from({ length: BLOCK }, emptyBarRow);
  readonly #values: Float64Array;
  readonly #rows: readonly Float64Array[];
  /** Place of the newest bar among those taken together. */
  #newest = 0;

  constructor({ config, data, definitions, interval }: FeatureSet, symbol: string) {
    const width = definitions.length;
    const hours = marketHoursOf(symbol, data);
    this.#feed = new BarFeed(config.volatilityHalfLifeBars);
    this.#kernels = new KernelGroup(definitions, { config, interval, symbol, hours });
    this.#values = new Float64Array(BLOCK * width);
    this.#rows = Array.from({ length: BLOCK }, (_, at) =>
      this.#values.subarray(at * width, (at + 1) * width),
    );
  }

  /** The newest bar as kernels saw it. */
  get bar(): BarRow {
    return this.#bars[this.#newest];
  }

  /** Newest values [features], NaN through the warm-up. Refilled later. */
  get row(): Float64Array {
    return this.#rows[this.#newest];
  }

  /**
   * Takes the next bar (adjusted prices).
   *
   * @param peers - where the asset stands among the others of its market at this bar
   * @throws features/bad-bar for prices that are not positive
   */
  advance(next: Bar, peers: PeerRow = NO_PEERS): void {
    this.#feed.take(next, peers, this.#bars[0]);
    this.#kernels.update(this.#bars, 1, this.#values);
    this.#newest = 0;
  }

  /**
   * `advance` over a whole history: the same values bar by bar, sooner.
   *
   * @param peersAt - where the asset stands among others at a row
   * @param onBar - told of each row when it is the newest
   */
  advanceAll(
    bars: BarTable,
    peersAt: (row: number) => PeerRow,
    onBar: (row: number) => void,
  ): void {
    const rows = bars.time.length;
    for (let first = 0; first < rows; first += BLOCK) {
      const count = Math.min(BLOCK, rows - first);
      for (let at = 0; at < count; at++) {
        this.#feed.take(barAt(bars, first + at), peersAt(first + at), this.#bars[at]);
      }
      this.#kernels.update(this.#bars, count, this.#values);
      for (let at = 0; at < count; at++) {
        this.#newest = at;
        onBar(first + at);
      }
    }
  }

  saveState(): KernelStreamState {
    return { feed: this.#feed.saveState(), kernels: this.#kernels.saveState() };
  }

  loadState(state: KernelStreamState): void {
    this.#feed.loadState(state.feed);
    this.#kernels.loadState(state.kernels);
  }
}
