import type { RunRecord } from '#base';
import type { Baseline } from '../baselines/baseline.ts';
import type { Breakdowns } from '../breakdown/breakdowns.ts';
import type { Metrics } from '../metrics/metric.ts';

/** What is kept of a run: its record, and what was computed of it. */
export interface SavedRun {
  readonly record: RunRecord;
  /** Of the account. */
  readonly metrics: Metrics;
  /** Of buying and holding the same assets. */
  readonly held: Metrics;
  /** What else it is held against. */
  readonly baselines: readonly Baseline[];
  readonly breakdowns: Breakdowns;
  /** The settings that shaped the result, as nested as in a settings file. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The file that makes a folder a run; it is written last. */
export const RUN_FILE = 'run.json';

export const EQUITY_FILE = 'equity.parquet';
export const BARS_FILE = 'bars.parquet';
export const WEIGHTS_FILE = 'weights.parquet';

/** Of `run.json`; a later one is not read. */
export const RUN_FORMAT = 1;

/** What `run.json` holds beside `format` and `digest`. */
export interface RunContent
  extends Omit<RunRecord, 'equity' | 'benchmark' | 'prices' | 'modelWeights'>,
    Omit<SavedRun, 'record' | 'baselines'> {
  /** Absent from runs that were written without. */
  readonly baselines?: SavedRun['baselines'];
  /** SHA-256 of each file beside it. */
  readonly files: Readonly<Record<string, string>>;
}
