import { assert, type Bar, type Stateful } from '#base';
import { marketHoursOf } from '#data';
import { BarFeed, type BarFeedState, type BarRow } from './bar-row.ts';
import { NO_PEERS, type PeerRow } from './cross-section/peer-row.ts';
import type { FeatureSet } from './feature-set.ts';
import { KernelGroup, type KernelGroupState } from './kernel-group.ts';
import { RollingScalers, type RollingScalersState } from './rolling/rolling-scalers.ts';

export interface FeatureStreamState {
  readonly setHash: string;
  readonly bars: number;
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
  #bars = 0;
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
    this.#scalers = new RollingScalers(
      rolling.map((at) => definitions[at].warmupBars),
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
   * @throws features/bad-bar for prices that are not positive
   */
  advance(next: Bar, peers: PeerRow = NO_PEERS): boolean {
    const bar = this.#feed.take(next, peers);
    this.#kernels.update(bar, this.raw);
    this.#clip();
    this.#scale();
    this.#bars++;
    this.#ready = this.#bars > this.#set.warmupBars && bar.volatility > 0;
    return this.#ready;
  }

  /** Every column as it is, within the limits that scaled ones have too. */
  #clip(): void {
    const { row, raw } = this;
    const clip = this.#set.config.scalingClip;
    for (let at = 0; at < row.length; at++) {
      const value = raw[at];
      row[at] = Number.isNaN(value) ? 0 : value > clip ? clip : value < -clip ? -clip : value;
    }
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
      bars: this.#bars,
      feed: this.#feed.saveState(),
      kernels: this.#kernels.saveState(),
      scalers: this.#scalers.saveState(),
    };
  }

  loadState(state: FeatureStreamState): void {
    assert(state.setHash === this.#set.hash, 'a feature stream continues with its own features');
    this.#bars = state.bars;
    this.#feed.loadState(state.feed);
    this.#kernels.loadState(state.kernels);
    this.#scalers.loadState(state.scalers);
  }
}
