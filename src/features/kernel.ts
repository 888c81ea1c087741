import type { BarColumn, Interval, Stateful } from '#base';
import type { FeatureConfig } from '#config';
import type { MarketHours } from '#data';
import type { BarRow } from './bar-row.ts';

export type KernelState = Readonly<Record<string, unknown>>;

/** One indicator with its carried state: the only implementation, for batch and for live. */
export interface Kernel extends Stateful<KernelState> {
  /** Takes the next bar; returns its value, NaN for exactly the first `warmupBars` bars. */
  update(bar: BarRow): number;
}

/** Something several kernels of one asset read: it takes each bar once, before any of them. */
export interface BarSource extends Stateful<unknown> {
  update(bar: BarRow): void;
}

/** What a kernel may know of the asset it is made for. */
export interface FeatureContext {
  readonly config: FeatureConfig;
  readonly symbol: string;
  readonly interval: Interval;
  /** When the asset's market is open. */
  readonly hours: MarketHours;
  /** The source of that name, made by whoever asks first; the name holds all its parameters. */
  readonly share: <Source extends BarSource>(name: string, make: () => Source) => Source;
}

/** Headings of the catalogue; `level` holds indicators as charts show them, no inputs of a model. */
export const FEATURE_GROUPS = [
  'returns',
  'trend',
  'momentum',
  'volatility',
  'volume',
  'range',
  'calendar',
  'change-point',
  'cross-asset',
  'level',
] as const;

export type FeatureGroup = (typeof FEATURE_GROUPS)[number];

/** One feature of the catalogue. */
export interface FeatureDefinition {
  readonly name: string;
  readonly group: FeatureGroup;
  readonly inputs: readonly (BarColumn | 'time' | 'peers')[];
  /** Leading bars without a value, whatever the prices. */
  readonly warmupBars: number;
  /** `warmupBars` is a guess: how many it takes depends on where bars are missing. */
  readonly isWarmupEstimated?: true;
  /**
   * May lack a value after its warm-up too, and gives NaN then: a model sees the value before it, and
   * a 1 in the column NAME_missing. Without this such a NaN is an error.
   */
  readonly isSparse?: true;
  readonly formula: string;
  /** Least and largest value. */
  readonly range: readonly [number, number];
  /**
   * `rolling`: the model sees the causal z-score. `none`: the feature already is in units of the
   * asset's own volatility, or bounded, and its zero means something that a z-score would move.
   */
  readonly scaling: 'rolling' | 'none';
  /** Where it differs from well-known programs, and why. */
  readonly note?: string;
  create(context: FeatureContext): Kernel;
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
