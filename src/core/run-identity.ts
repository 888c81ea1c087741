import { canonicalJson, type Interval, QuantError } from '#base';
import { type SystemConfig, systemSchema } from '#config';
import { dateText } from '#data';

/** What a state belongs to: another run must not continue from it. */
export interface RunIdentity {
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly interval: Interval;
  /** Stamp of the first bar traded, UTC epoch ms. */
  readonly start: number;
  readonly provider: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The settings that shape decisions: not where things lie, what is shown, how often to save, how long to wait. */
export function decidingSettings(config: SystemConfig): RunIdentity['settings'] {
  const { paths: _p, logLevel: _l, core: _c, device: _d, data, training, ...others } = config;
  const { cacheDir: _a, csvDir: _v, maxRetries: _m, retryBaseMs: _b, ...bars } = data;
  const { requestTimeoutMs: _r, ...decidingBars } = bars;
  const { retrainTimeoutMs: _t, ...learning } = training;
  const { checkpointBars: _k, ...account } = config.backtest;
  return { ...others, backtest: account, data: decidingBars, training: learning };
}

/**
 * Refuses to continue another run, naming the first thing that differs.
 *
 * @throws core/state-of-another-run
 */
export function checkIdentity(saved: RunIdentity, wanted: RunIdentity, folder: string): void {
  const known = { ...saved, settings: completed(saved.settings) };
  const found = firstDifference(known, wanted, '');
  if (found === null) return;
  const show = (value: unknown) =>
    found.path === 'start' ? dateText(value as number) : (JSON.stringify(value) ?? 'unset');
  throw new QuantError(
    'core/state-of-another-run',
    `The state in ${folder} belongs to a run with ${found.path} ${show(found.saved)}, this one has ${show(found.wanted)}; repeat the settings of that run, or start with another --state-dir.`,
    { context: { saved, wanted } },
  );
}

/** What an older program did not know to be settable it did as the defaults do. */
function completed(settings: RunIdentity['settings']): RunIdentity['settings'] {
  const read = systemSchema.safeParse(settings);
  return read.success ? decidingSettings(read.data) : settings;
}

export interface Difference {
  readonly path: string;
  readonly saved: unknown;
  readonly wanted: unknown;
}

/** The first part in which two identities differ, by its path; null where none does. */
export function firstDifference(saved: unknown, wanted: unknown, path: string): Difference | null {
  if (!isGroup(saved) || !isGroup(wanted)) {
    const same = canonicalJson([saved ?? null]) === canonicalJson([wanted ?? null]);
    return same ? null : { path, saved, wanted };
  }
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(saved)])) {
    const inner = path === '' || path === 'settings' ? key : `${path}.${key}`;
    const found = firstDifference(saved[key], wanted[key], inner);
    if (found !== null) return found;
  }
  return null;
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
