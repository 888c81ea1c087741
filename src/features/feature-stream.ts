import { assert, type Stateful } from '#base';
import { BarFeed, type BarFeedState, type BarRow } from './bar-row.ts';
import type { FeatureSet } from './feature-set.ts';
import type { Kernel, KernelState } from './kernel.ts';
import { RollingScaler, type RollingScalerState } from './rolling-scaler.ts';

export interface FeatureStreamState {
  readonly setHash: string;
  readonly feed: BarFeedState;
  readonly kernels: readonly KernelState[];
  readonly scalers: readonly (RollingScalerState | null)[];
}

/**
 * All scaled features of one asset, a bar at a time: the only path from bars to model inputs.
 *
 * Nothing in it is fitted, so models trained on different spans read the same stream.
 */
export class FeatureStream implements Stateful<FeatureStreamState> {
  /** Newest scaled values [features]; 0 where not yet known. Refilled at each bar. */
  readonly row: Float32Array;
  readonly #set: FeatureSet;
  readonly #feed: BarFeed;
  readonly #kernels: readonly Kernel[];
  readonly #scalers: readonly (RollingScaler | null)[];
  #ready = false;
  #masked = 0;

  constructor(set: FeatureSet) {
    const { scalingWindowBars, scalingClip, volatilityHalfLifeBars } = set.config;
    this.#set = set;
    this.row = new Float32Array(set.definitions.length);
    this.#feed = new BarFeed(volatilityHalfLifeBars);
    this.#kernels = set.definitions.map((definition) => definition.create(set.config));
    this.#scalers = set.definitions.map((definition) =>
      definition.scaling === 'rolling' ? new RollingScaler(scalingWindowBars, scalingClip) : null,
    );
  }

  /** Whether every feature of the newest row is known, and the volatility that forecasts are in. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Features of the newest row that are 0 because they did not vary over their window. */
  get maskedCount(): number {
    return this.#masked;
  }

  /** The newest bar as kernels saw it. */
  get bar(): BarRow {
    return this.#feed.row;
  }

  /**
   * Takes the next bar (adjusted prices); returns whether `row` may be shown to a model.
   *
   * @throws features/bad-bar for prices that are not positive
   */
  advance(
    time: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): boolean {
    const bar = this.#feed.take(time, open, high, low, close, volume);
    const { row } = this;
    const clip = this.#set.config.scalingClip;
    let known = 0;
    this.#masked = 0;
    for (let at = 0; at < row.length; at++) {
      const raw = this.#kernels[at].update(bar);
      row[at] = 0;
      if (Number.isNaN(raw)) continue;
      const scaler = this.#scalers[at];
      const scaled = scaler === null ? Math.max(-clip, Math.min(clip, raw)) : scaler.update(raw);
      if (Number.isNaN(scaled)) continue;
      row[at] = scaled;
      known++;
      if (scaler?.masked) this.#masked++;
    }
    this.#ready = known === row.length && bar.volatility > 0;
    return this.#ready;
  }

  saveState(): FeatureStreamState {
    return {
      setHash: this.#set.hash,
      feed: this.#feed.saveState(),
      kernels: this.#kernels.map((kernel) => kernel.saveState()),
      scalers: this.#scalers.map((scaler) => scaler?.saveState() ?? null),
    };
  }

  loadState(state: FeatureStreamState): void {
    assert(state.setHash === this.#set.hash, 'a feature stream continues with its own features');
    this.#feed.loadState(state.feed);
    for (let at = 0; at < this.#kernels.length; at++) {
      this.#kernels[at].loadState(state.kernels[at]);
      const scaler = state.scalers[at];
      if (scaler !== null) this.#scalers[at]?.loadState(scaler);
    }
  }
}
