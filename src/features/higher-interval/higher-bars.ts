import type { Bar, Interval } from '#base';
import { BarFeed, type BarFeedState, emptyBarRow } from '../bar-row.ts';
import { NO_PEERS } from '../cross-section/peer-row.ts';
import type { BarSource, FeatureContext, FeatureDefinition } from '../kernel.ts';
import { KernelGroup, type KernelGroupState } from '../kernel-group.ts';
import { BarAggregator, type BarAggregatorState } from './bar-aggregator.ts';
import { BucketClock } from './bucket-clock.ts';

export interface HigherBarsState {
  readonly aggregator: BarAggregatorState;
  readonly feed: BarFeedState;
  readonly kernels: KernelGroupState;
  /** Newest values of the features at the higher interval; null where not yet known. */
  readonly values: readonly (number | null)[];
}

/** The bars of a higher interval as they close, and the features of them. */
export class HigherBars implements BarSource {
  readonly #context: FeatureContext;
  readonly #feed: BarFeed;
  readonly #aggregator: BarAggregator;
  readonly #definitions: FeatureDefinition[] = [];
  #group: KernelGroup | null = null;
  readonly #bars = [emptyBarRow()];
  #values = new Float64Array();

  constructor(context: FeatureContext, interval: Interval) {
    const { config, hours, interval: base } = context;
    this.#context = { ...context, interval };
    this.#feed = new BarFeed(config.volatilityHalfLifeBars);
    this.#aggregator = new BarAggregator(new BucketClock(hours, base, interval), (bar) => {
      this.#take(bar);
    });
  }

  /** Adds a feature to compute, before the first bar; returns its place among the values. */
  add(definition: FeatureDefinition): number {
    this.#values = new Float64Array(this.#definitions.length + 1).fill(Number.NaN);
    return this.#definitions.push(definition) - 1;
  }

  /** A feature's value at the newest closed bar; NaN while not yet known. */
  valueAt(place: number): number {
    return this.#values[place];
  }

  update(bar: Bar): void {
    this.#aggregator.update(bar);
  }

  #take(bar: Bar): void {
    this.#feed.take(bar, NO_PEERS, this.#bars[0]);
    this.#kernels.update(this.#bars, 1, this.#values);
  }

  /** Made when all features are known, so that they share their sources. */
  get #kernels(): KernelGroup {
    this.#group ??= new KernelGroup(this.#definitions, this.#context);
    return this.#group;
  }

  saveState(): HigherBarsState {
    return {
      aggregator: this.#aggregator.saveState(),
      feed: this.#feed.saveState(),
      kernels: this.#kernels.saveState(),
      values: Array.from(this.#values, (value) => (Number.isNaN(value) ? null : value)),
    };
  }

  loadState(state: HigherBarsState): void {
    this.#aggregator.loadState(state.aggregator);
    this.#feed.loadState(state.feed);
    this.#kernels.loadState(state.kernels);
    this.#values = Float64Array.from(state.values, (value) => value ?? Number.NaN);
  }
}
