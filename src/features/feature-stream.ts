import { assert, type Bar, type BarTable, barAt, QuantError, type Stateful } from '#base';
import { marketHoursOf } from '#data';
import { BarFeed, type BarFeedState, type BarRow, emptyBarRow } from './bar-row.ts';
import { NO_PEERS, type PeerRow } from './cross-section/peer-row.ts';
import type { FeatureSet } from './feature-set.ts';
import type { FeatureDefinition } from './kernel.ts';
import { KernelGroup, type KernelGroupState } from './kernel-group.ts';
import { RollingScalers, type RollingScalersState } from './rolling/rolling-scalers.ts';

/** Bars that each family of kernels takes in a row: many enough for the processor, few enough for its cache. */
const BLOCK = 64;

export interface FeatureStreamState {
  readonly setHash: string;
  /** Columns that have had no value yet. */
  readonly unseen: readonly number[];
  readonly feed: BarFeedState;
  readonly kernels: KernelGroupState;
  readonly scalers: RollingScalersState;
}

/**
 * All features of one asset, a bar at a time: the only path from bars to model inputs.
 *
 * Nothing in it is fitted, so models trained on different spans read the same stream.
 */
export class FeatureStream implements Stateful<FeatureStreamState> {
  /** Newest scaled values [features]; 0 where not yet known. Refilled at each bar. */
  readonly row: Float32Array;
  readonly #set: FeatureSet;
  readonly #feed: BarFeed;
  readonly #kernels: KernelGroup;
  /** Bars taken together, and what the kernels made of them [BLOCK · features], with a view a bar. */
  readonly #bars = Array.from({ length: BLOCK }, emptyBarRow);
  readonly #raw: Float64Array;
  readonly #rawRows: readonly Float64Array[];
  /** Place of the newest bar among those taken together. */
  #newest = 0;
  /** Columns that are shown as they are. */
  readonly #plain: Int32Array;
  readonly #scalers: RollingScalers;
  /** Columns of the masks of sparse features. */
  readonly #masks: Int32Array;
  /** Columns that have had no value yet. */
  #unseen: readonly number[];
  #ready = false;

  constructor(set: FeatureSet, symbol: string) {
    const { config, data, definitions, interval } = set;
    const columnsOf = (kind: FeatureDefinition['scaling']) =>
      definitions.flatMap(({ scaling }, at) => (scaling === kind ? [at] : []));
    this.#set = set;
    this.row = new Float32Array(definitions.length);
    this.#raw = new Float64Array(BLOCK * definitions.length);
    this.#rawRows = Array.from({ length: BLOCK }, (_, at) =>
      this.#raw.subarray(at * definitions.length, (at + 1) * definitions.length),
    );
    this.#feed = new BarFeed(config.volatilityHalfLifeBars);
    this.#kernels = new KernelGroup(definitions, {
      config,
      interval,
      symbol,
      hours: marketHoursOf(symbol, data),
    });
    this.#plain = Int32Array.from(columnsOf('none'));
    this.#masks = Int32Array.from(set.masks.values());
    this.#unseen = definitions.map((_, at) => at);
    this.#scalers = new RollingScalers(
      columnsOf('rolling'),
      config.scalingWindowBars,
      config.scalingClip,
    );
  }

  /** Whether every feature of the newest row is known, and the volatility that forecasts are in. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Features of the newest row that are 0 because they did not vary over their window. */
  get maskedCount(): number {
    return this.#scalers.maskedCount;
  }

  /** The newest bar as kernels saw it. */
  get bar(): BarRow {
    return this.#bars[this.#newest];
  }

  /** Newest values as the kernels gave them [features], NaN through the warm-up. Refilled later. */
  get raw(): Float64Array {
    return this.#rawRows[this.#newest];
  }

  /**
   * Takes the next bar (adjusted prices); returns whether `row` may be shown to a model.
   *
   * @param peers - where the asset stands among the others of its market at this bar
   * @throws features/bad-bar for prices that are not positive; features/lost-value for a feature that
   *   was there and is no more
   */
  advance(next: Bar, peers: PeerRow = NO_PEERS): boolean {
    this.#feed.take(next, peers, this.#bars[0]);
    this.#kernels.update(this.#bars, 1, this.#raw);
    this.#finish(0);
    return this.#ready;
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
      this.#kernels.update(this.#bars, count, this.#raw);
      for (let at = 0; at < count; at++) {
        this.#finish(at);
        onBar(first + at);
      }
    }
  }

  /** Makes the row of one of the bars taken together. */
  #finish(at: number): void {
    this.#newest = at;
    this.#clip();
    this.#scalers.update(this.raw, this.row);
    this.#checkKnown();
    this.#ready =
      this.#unseen.length === 0 &&
      this.#scalers.full &&
      this.bar.volatility > 0 &&
      this.#missingShare() <= this.#set.config.missingLimit;
  }

  /** Columns that are not scaled, within the limits that scaled ones have too. */
  #clip(): void {
    const { row, raw } = this;
    const plain = this.#plain;
    const clip = this.#set.config.scalingClip;
    for (let k = 0; k < plain.length; k++) {
      const at = plain[k];
      const value = raw[at];
      row[at] = value > clip ? clip : value < -clip ? -clip : value;
    }
  }

  /** Shows 0 where a feature has had no value yet, and refuses one that had and has none. */
  #checkKnown(): void {
    const { row, raw } = this;
    let unknown = 0;
    for (let at = 0; at < raw.length; at++) {
      if (!Number.isNaN(raw[at])) continue;
      row[at] = 0;
      unknown++;
    }
    if (this.#unseen.length > 0) {
      this.#unseen = this.#unseen.filter((at) => Number.isNaN(raw[at]));
    }
    if (unknown !== this.#unseen.length) throw this.#lostValue();
  }

  /** Share of the row's features that are missing, those that may be. */
  #missingShare(): number {
    const { raw } = this;
    let missing = 0;
    for (let k = 0; k < this.#masks.length; k++) missing += raw[this.#masks[k]];
    return missing / this.row.length;
  }

  #lostValue(): QuantError {
    const lost = this.raw.findIndex(
      (value, at) => Number.isNaN(value) && !this.#unseen.includes(at),
    );
    const { time } = this.bar;
    return new QuantError(
      'features/lost-value',
      `Feature ${this.#set.names[lost]} has no value at the bar of ${new Date(time).toISOString()} although it had one before; mend its kernel, or define it with isSparse.`,
      { context: { feature: this.#set.names[lost], time } },
    );
  }

  saveState(): FeatureStreamState {
    return {
      setHash: this.#set.hash,
      unseen: this.#unseen,
      feed: this.#feed.saveState(),
      kernels: this.#kernels.saveState(),
      scalers: this.#scalers.saveState(),
    };
  }

  loadState(state: FeatureStreamState): void {
    assert(state.setHash === this.#set.hash, 'a feature stream continues with its own features');
    this.#unseen = state.unseen;
    this.#feed.loadState(state.feed);
    this.#kernels.loadState(state.kernels);
    this.#scalers.loadState(state.scalers);
  }
}
