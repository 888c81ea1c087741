import type { BarColumn, Stateful } from '#base';
import type { FeatureConfig } from '#config';
import type { BarRow } from './bar-row.ts';

export type KernelState = Readonly<Record<string, unknown>>;

/** One indicator with its carried state: the only implementation, for batch and for live. */
export interface Kernel extends Stateful<KernelState> {
  /** Takes the next bar; returns its value, NaN for exactly the first `warmupBars` bars. */
  update(bar: BarRow): number;
}

/** One feature of the catalogue. */
export interface FeatureDefinition {
  readonly name: string;
  readonly inputs: readonly (BarColumn | 'time')[];
  /** Leading bars without a value, whatever the prices. */
  readonly warmupBars: number;
  readonly formula: string;
  /** Least and largest value. */
  readonly range: readonly [number, number];
  /**
   * `rolling`: the model sees the causal z-score. `none`: the feature already is in units of the
   * asset's own volatility, or bounded, and its zero means something that a z-score would move.
   */
  readonly scaling: 'rolling' | 'none';
  create(config: FeatureConfig): Kernel;
}

/**
 * A kernel whose whole memory lies in the named parts, so that its state is theirs.
 *
 * @param parts - everything `update` remembers from bar to bar
 */
export function kernel(
  parts: Readonly<Record<string, Stateful<unknown>>>,
  update: (bar: BarRow) => number,
): Kernel {
  const entries = Object.entries(parts);
  return {
    update,
    saveState: () => Object.fromEntries(entries.map(([name, part]) => [name, part.saveState()])),
    loadState: (state) => {
      for (const [name, part] of entries) part.loadState(state[name]);
    },
  };
}
