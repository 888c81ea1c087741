import { BarCount } from './bar-count.ts';
import type { BarRow } from './bar-row.ts';
import {
  type BarSource,
  type FeatureContext,
  type FeatureDefinition,
  type Kernel,
  type KernelState,
  kernel,
} from './kernel.ts';

/** Name of the column that says where a sparse feature is missing. */
export function maskNameOf(name: string): string {
  return `${name}_missing`;
}

/**
 * A feature that may lack values, as two that never do: its newest value (0 before there is one), and
 * 1 where that is not of this bar.
 */
export function withMask(sparse: FeatureDefinition): readonly FeatureDefinition[] {
  const { isSparse: _, ...definition } = sparse;
  const { warmupBars, name } = definition;
  const read = (value: (source: SparseSource) => number) => (context: FeatureContext) => {
    const source = context.share(
      `sparse ${name}`,
      () => new SparseSource(definition.create(context)),
    );
    const count = new BarCount();
    return kernel({ count }, () => (count.passes(warmupBars) ? value(source) : Number.NaN));
  };
  return [
    { ...definition, create: read(({ newest }) => newest) },
    {
      ...definition,
      name: maskNameOf(name),
      formula: `1 where ${name} is missing, else 0`,
      range: [0, 1],
      scaling: 'none',
      create: read(({ isMissing }) => (isMissing ? 1 : 0)),
    },
  ];
}

interface SparseSourceState {
  readonly kernel: KernelState;
  readonly newest: number;
}

/** The kernel of a sparse feature, and what it last gave. */
class SparseSource implements BarSource {
  readonly #kernel: Kernel;
  #newest = 0;
  #isMissing = true;

  constructor(sparse: Kernel) {
    this.#kernel = sparse;
  }

  get newest(): number {
    return this.#newest;
  }

  get isMissing(): boolean {
    return this.#isMissing;
  }

  update(bar: BarRow): void {
    const value = this.#kernel.update(bar);
    this.#isMissing = !Number.isFinite(value);
    if (!this.#isMissing) this.#newest = value;
  }

  saveState(): SparseSourceState {
    return { kernel: this.#kernel.saveState(), newest: this.#newest };
  }

  loadState(state: SparseSourceState): void {
    this.#kernel.loadState(state.kernel);
    this.#newest = state.newest;
  }
}
