import { canonicalJson, type RunManifest } from '#base';
import type { SavedRun } from '../saved-run/saved-run.ts';

/** Something in which runs differ, and what each has; null where it has nothing. */
export interface RunDifference {
  /** Such as `strategy`, `data SPY`, `setting trading.slippageBps`. */
  readonly what: string;
  readonly values: readonly unknown[];
}

/** Hashes are long, and this much of one tells it from others. */
const HASH_LETTERS = 12;

/**
 * In what runs differ besides their results: strategy, assets, span, data, models, settings, versions.
 *
 * The hash of the settings is left out where the settings themselves tell, and so is the run's id.
 */
export function runDifferences(runs: readonly SavedRun[]): RunDifference[] {
  const facts = runs.map(factsOf);
  const names = new Set(facts.flatMap((each) => [...each.keys()]));
  return [...names].flatMap((what) => {
    const values = facts.map((each) => each.get(what) ?? null);
    const first = canonicalJson(values[0]);
    return values.every((value) => canonicalJson(value) === first) ? [] : [{ what, values }];
  });
}

function factsOf({ record: { manifest }, settings }: SavedRun): ReadonlyMap<string, unknown> {
  const { mode, strategy, symbols, interval, start, end, models, caveats } = manifest;
  const iso = (time: number) => new Date(time).toISOString();
  return new Map<string, unknown>([
    ...Object.entries({ mode, strategy, symbols, interval, start: iso(start), end: iso(end) }),
    ...hashes(manifest),
    ...Object.entries({ models, caveats }),
    ...flattened('setting ', settings),
    ...Object.entries(manifest.versions).map(
      ([name, version]) => [`version ${name}`, version] as const,
    ),
  ]);
}

function hashes({ dataHashes }: RunManifest): (readonly [string, string])[] {
  return Object.entries(dataHashes).map(
    ([symbol, hash]) => [`data ${symbol}`, hash.slice(0, HASH_LETTERS)] as const,
  );
}

function flattened(
  prefix: string,
  value: Readonly<Record<string, unknown>>,
): (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? flattened(`${prefix}${key}.`, inner as Readonly<Record<string, unknown>>)
      : [[`${prefix}${key}`, inner] as const],
  );
}
