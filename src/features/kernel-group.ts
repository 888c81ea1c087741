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
  readonly #sources = new Map<string, BarSource>();
  readonly #families: readonly KernelFamily[];
  /** Sources that the kernel being made has asked for. */
  #asked = new Set<string>();

  constructor(definitions: readonly FeatureDefinition[], market: KernelMarket) {
    const context: FeatureContext = { ...market, share: (name, make) => this.#share(name, make) };
    const askedBy: Set<string>[] = [];
    this.#kernels = definitions.map((definition) => {
      this.#asked = new Set();
      const kernel = definition.create(context);
      askedBy.push(this.#asked);
      return kernel;
    });
    this.#families = familiesOf(this.#kernels, askedBy, this.#sources);
  }

  /**
   * Takes the next bars and writes every kernel's values.
   *
   * @param bars - the first `count` are taken
   * @param into - [count · features], row after row
   */
  update(bars: readonly BarRow[], count: number, into: Float64Array): void {
    const width = this.#kernels.length;
    for (const family of this.#families) updateFamily(family, bars, count, into, width);
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
    this.#asked.add(name);
    const known = this.#sources.get(name);
    if (known !== undefined) return known as Source;
    const source = make();
    this.#sources.set(name, source);
    return source;
  }
}

/**
 * Kernels that share sources, which must take each bar together.
 *
 * Different families know nothing of each other, so each can take many bars in a row: the same values
 * as bar after bar, and the processor keeps the code of a few kernels at hand instead of that of all.
 */
interface KernelFamily {
  /** In the order they were made: what one source reads of another was made, and advances, before it. */
  readonly sources: readonly BarSource[];
  readonly kernels: readonly Kernel[];
  /** Where each kernel's values go. */
  readonly columns: readonly number[];
}

function updateFamily(
  { sources, kernels, columns }: KernelFamily,
  bars: readonly BarRow[],
  count: number,
  into: Float64Array,
  width: number,
): void {
  for (let row = 0; row < count; row++) {
    const bar = bars[row];
    for (let k = 0; k < sources.length; k++) sources[k].update(bar);
    for (let k = 0; k < kernels.length; k++) {
      into[row * width + columns[k]] = kernels[k].update(bar);
    }
  }
}

function familiesOf(
  kernels: readonly Kernel[],
  askedBy: readonly ReadonlySet<string>[],
  sources: ReadonlyMap<string, BarSource>,
): KernelFamily[] {
  let groups: { names: Set<string>; columns: number[] }[] = [];
  askedBy.forEach((asked, column) => {
    const related = groups.filter(({ names }) => [...asked].some((name) => names.has(name)));
    const columns = [...related.flatMap((group) => group.columns), column];
    const names = new Set([...asked, ...related.flatMap((group) => [...group.names])]);
    groups = [...groups.filter((group) => !related.includes(group)), { names, columns }];
  });
  return groups.map(({ names, columns }) => ({
    sources: [...sources].flatMap(([name, source]) => (names.has(name) ? [source] : [])),
    kernels: columns.map((column) => kernels[column]),
    columns,
  }));
}
