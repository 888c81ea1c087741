import { assert, type Bar, type BarTable, QuantError, type Stateful } from '#base';
import type { BarRow } from '../bar-row.ts';
import type { FeatureSet } from '../catalog/feature-set.ts';
import { NO_PEERS, type PeerRow } from '../cross-section/peer-row.ts';
import type { FeatureDefinition } from '../kernel.ts';
import { RollingScalers, type RollingScalersState } from '../rolling/rolling-scalers.ts';
import { KernelStream, type KernelStreamState } from './kernel-stream.ts';

export interface FeatureStreamState {
  readonly setHash: string;
  /** Columns that have had no value yet. */
  readonly unseen: readonly number[];
  readonly kernels: KernelStreamState;
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
  readonly #kernels: KernelStream;
  /** Columns that are shown as they are. */
  readonly #plain: Int32Array;
  readonly #scalers: RollingScalers;
  /** Columns of the masks of sparse features. */
  readonly #masks: Int32Array;
  /** Columns that have had no value yet. */
  #unseen: readonly number[];
  #ready = false;

  constructor(set: FeatureSet, symbol: string) {
    const { config, definitions } = set;
    const columnsOf = (kind: FeatureDefinition['scaling']) =>
      definitions.flatMap(({ scaling }, at) => (scaling === kind ? [at] : []));
    this.#set = set;
    this.row = new Float32Array(definitions.length);
    this.#kernels = new KernelStream(set, symbol);
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
    return this.#kernels.bar;
  }

  /** Newest values as the kernels gave them [features], NaN through the warm-up. Refilled later. */
  get raw(): Float64Array {
    return this.#kernels.row;
  }

  /**
   * Takes the next bar (adjusted prices); returns whether `row` may be shown to a model.
   *
   * @param peers - where the asset stands among the others of its market at this bar
   * @throws features/bad-bar for prices that are not positive; features/lost-value for a feature that
   *   was there and is no more
   */
  advance(next: Bar, peers: PeerRow = NO_PEERS): boolean {
    this.#kernels.advance(next, peers);
    this.#finish();
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
    this.#kernels.advanceAll(bars, peersAt, (row) => {
      this.#finish();
      onBar(row);
    });
  }

  /** Makes the row of the newest bar. */
  #finish(): void {
    const { raw } = this;
    this.#clip(raw);
    this.#scalers.update(raw, this.row);
    this.#checkKnown(raw);
    this.#ready =
      this.#unseen.length === 0 &&
      this.#scalers.full &&
      this.bar.volatility > 0 &&
      this.#missingShare(raw) <= this.#set.config.missingLimit;
  }

  /** Columns that are not scaled, within the limits that scaled ones have too. */
  #clip(raw: Float64Array): void {
    const { row } = this;
    const plain = this.#plain;
    const clip = this.#set.config.scalingClip;
    for (let k = 0; k < plain.length; k++) {
      const at = plain[k];
      row[at] = Math.max(-clip, Math.min(clip, raw[at]));
    }
  }

  /** Shows 0 where a feature has had no value yet, and refuses one that had and has none. */
  #checkKnown(raw: Float64Array): void {
    let unknown = 0;
    for (let at = 0; at < raw.length; at++) {
      if (!Number.isNaN(raw[at])) continue;
      this.row[at] = 0;
      unknown++;
    }
    if (this.#unseen.length > 0) {
      this.#unseen = this.#unseen.filter((at) => Number.isNaN(raw[at]));
    }
    if (unknown !== this.#unseen.length) throw this.#lostValue(raw);
  }

  /** Share of the row's features that are missing, those that may be. */
  #missingShare(raw: Float64Array): number {
    let missing = 0;
    for (let k = 0; k < this.#masks.length; k++) missing += raw[this.#masks[k]];
    return missing / raw.length;
  }

  #lostValue(raw: Float64Array): QuantError {
    const lost = raw.findIndex((value, at) => Number.isNaN(value) && !this.#unseen.includes(at));
    const feature = this.#set.names[lost];
    const { time } = this.bar;
    return new QuantError(
      'features/lost-value',
      `Feature ${feature} has no value at the bar of ${new Date(time).toISOString()} although it had one before; mend its kernel, or define it with isSparse.`,
      { context: { feature, time } },
    );
  }

  saveState(): FeatureStreamState {
    return {
      setHash: this.#set.hash,
      unseen: this.#unseen,
      kernels: this.#kernels.saveState(),
      scalers: this.#scalers.saveState(),
    };
  }

  loadState(state: FeatureStreamState): void {
    assert(state.setHash === this.#set.hash, 'a feature stream continues with its own features');
    this.#unseen = state.unseen;
    this.#kernels.loadState(state.kernels);
    this.#scalers.loadState(state.scalers);
  }
}
