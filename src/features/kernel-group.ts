import type { Interval, Stateful } from '#base';
import type { FeatureConfig } from '#config';
import type { MarketHours } from '#data';
import type { BarRow } from './bar-row.ts';
import type {
  BarSource,
  FeatureContext,
  FeatureDefinition,
  Kernel,
  KernelState,
} from './kernel.ts';

export interface KernelGroupState {
  readonly sources: Readonly<Record<string, unknown>>;
  readonly kernels: readonly KernelState[];
}

/** Whose features a group of kernels computes, and how. */
export interface KernelMarket {
  readonly config: FeatureConfig;
  readonly symbol: string;
  readonly interval: Interval;
  readonly hours: MarketHours;
}

/** The kernels of several features of one asset, and the sources they share. */
export class KernelGroup implements Stateful<KernelGroupState> {
  readonly #kernels: readonly Kernel[];
  /** In the order they were made: what one source reads of another was made, and advances, before it. */
  readonly #sources = new Map<string, BarSource>();
  readonly #sourceList: readonly BarSource[];

  constructor(definitions: readonly FeatureDefinition[], market: KernelMarket) {
    const context: FeatureContext = { ...market, share: (name, make) => this.#share(name, make) };
    this.#kernels = definitions.map((definition) => definition.create(context));
    this.#sourceList = [...this.#sources.values()];
  }

  /** Takes the next bar and writes each kernel's value to `into` [features]. */
  update(bar: BarRow, into: Float64Array): void {
    for (let at = 0; at < this.#sourceList.length; at++) this.#sourceList[at].update(bar);
    for (let at = 0; at < this.#kernels.length; at++) into[at] = this.#kernels[at].update(bar);
  }

  saveState(): KernelGroupState {
    return {
      sources: Object.fromEntries(
        [...this.#sources].map(([name, source]) => [name, source.saveState()]),
      ),
      kernels: this.#kernels.map((kernel) => kernel.saveState()),
    };
  }

  loadState(state: KernelGroupState): void {
    for (const [name, source] of this.#sources) source.loadState(state.sources[name]);
    for (let at = 0; at < this.#kernels.length; at++) {
      this.#kernels[at].loadState(state.kernels[at]);
    }
  }

  #share<Source extends BarSource>(name: string, make: () => Source): Source {
    const known = this.#sources.get(name);
    if (known !== undefined) return known as Source;
    const source = make();
    this.#sources.set(name, source);
    return source;
  }
}
