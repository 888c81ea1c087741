import { assert, type Bar, QuantError, type Stateful } from '#base';
import { marketHoursOf } from '#data';
import { BarFeed, type BarFeedState, type BarRow } from './bar-row.ts';
import { NO_PEERS, type PeerRow } from './cross-section/peer-row.ts';
import type { FeatureSet } from './feature-set.ts';
import { KernelGroup, type KernelGroupState } from './kernel-group.ts';
import { RollingScalers, type RollingScalersState } from './rolling/rolling-scalers.ts';

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
  /** Newest values as the kernels gave them [features], NaN through the warm-up. Refilled at each bar. */
  readonly raw: Float64Array;
  readonly #set: FeatureSet;
  readonly #feed: BarFeed;
  readonly #kernels: KernelGroup;
  /** Columns that are scaled, and their values side by side. */
  readonly #rolling: Int32Array;
  readonly #scaled: Float64Array;
  readonly #scalers: RollingScalers;
  /** Columns of the masks of sparse features. */
  readonly #masks: Int32Array;
  /** Columns that have had no value yet. */
  #unseen: readonly number[];
  #ready = false;

  constructor(set: FeatureSet, symbol: string) {
    const { config, data, definitions, interval } = set;
    const rolling = definitions.flatMap(({ scaling }, at) => (scaling === 'rolling' ? [at] : []));
    this.#set = set;
    this.row = new Float32Array(definitions.length);
    this.raw = new Float64Array(definitions.length);
    this.#feed = new BarFeed(config.volatilityHalfLifeBars);
    this.#kernels = new KernelGroup(definitions, {
      config,
      interval,
      symbol,
      hours: marketHoursOf(symbol, data),
    });
    this.#rolling = Int32Array.from(rolling);
    this.#scaled = new Float64Array(rolling.length);
    this.#masks = Int32Array.from(set.masks.values());
    this.#unseen = definitions.map((_, at) => at);
    this.#scalers = new RollingScalers(
      rolling.length,
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
    return this.#feed.row;
  }

  /**
   * Takes the next bar (adjusted prices); returns whether `row` may be shown to a model.
   *
   * @param peers - where the asset stands among the others of its market at this bar
   * @throws features/bad-bar for prices that are not positive; features/lost-value for a feature that
   *   was there and is no more
   */
  advance(next: Bar, peers: PeerRow = NO_PEERS): boolean {
    const bar = this.#feed.take(next, peers);
    this.#kernels.update(bar, this.raw);
    this.#clip();
    this.#scale();
    this.#ready =
      this.#unseen.length === 0 &&
      this.#scalers.full &&
      bar.volatility > 0 &&
      this.#missingShare() <= this.#set.config.missingLimit;
    return this.#ready;
  }

  /** Every column as it is, within the limits that scaled ones have too. */
  #clip(): void {
    const { row, raw } = this;
    const clip = this.#set.config.scalingClip;
    let unknown = 0;
    for (let at = 0; at < row.length; at++) {
      const value = raw[at];
      if (Number.isNaN(value)) unknown++;
      row[at] = Number.isNaN(value) ? 0 : value > clip ? clip : value < -clip ? -clip : value;
    }
    if (this.#unseen.length > 0) {
      this.#unseen = this.#unseen.filter((at) => Number.isNaN(raw[at]));
    }
    if (unknown !== this.#unseen.length) throw this.#lostValue();
  }

  /** Share of the row's features that are missing, those that may be. */
  #missingShare(): number {
    let missing = 0;
    for (let k = 0; k < this.#masks.length; k++) missing += this.raw[this.#masks[k]];
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

  #scale(): void {
    const scaled = this.#scaled;
    for (let at = 0; at < scaled.length; at++) scaled[at] = this.raw[this.#rolling[at]];
    this.#scalers.update(scaled);
    for (let at = 0; at < scaled.length; at++) this.row[this.#rolling[at]] = scaled[at];
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
