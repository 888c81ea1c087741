import { hashText, messageOf, QuantError, Random } from '#base';
import { featureSet } from '../catalog/feature-set.ts';
import type { FeatureSettings } from '../catalog/feature-settings.ts';
import type { FeatureDefinition } from '../kernel.ts';
import type { AssetBars } from '../pipeline/asset-bars.ts';
import { computeFeatures } from '../pipeline/feature-table.ts';
import { foresightFault } from './foresight.ts';
import { historyBars } from './history.ts';
import { lookAheadFault, stateFault, streamFault } from './replays.ts';
import type { Subject } from './subject.ts';
import { rangeFault, warmupFault } from './values.ts';

/** What is asked of a feature on given bars. */
export const FEATURE_CHECKS = [
  'warm-up',
  'range',
  'stream',
  'state',
  'look-ahead',
  'foresight',
] as const;

export type FeatureCheck = (typeof FEATURE_CHECKS)[number];

/** What was found of one feature. */
export interface CheckedFeature {
  readonly name: string;
  readonly group: FeatureDefinition['group'];
  readonly warmupBars: number;
  /**
   * Bars before a bar from which its value is the one that the whole history gives, to 1e-6 of its
   * usual size; null where the bars given were not enough, as they never are for a running total.
   */
  readonly historyBars: number | null;
  /** One sentence for each check that failed. */
  readonly faults: Readonly<Partial<Record<FeatureCheck, string>>>;
}

/**
 * Holds one feature to what it promises, on the bars of a market.
 *
 * warm-up: NaN exactly through the warm-up; range: never outside the stated one; stream: a bar at a
 * time, the assets side by side, as in batch; state: saved and loaded at random bars, nothing
 * changes; look-ahead: a history cut off at random gives the same values up to the cut; foresight:
 * it does not know the next bar's move, however it came to know it.
 *
 * The batch comes first, so that what a feature keeps from one computation to the next shows.
 *
 * @param seed - of the random bars
 */
export function checkFeature(
  settings: FeatureSettings,
  definition: FeatureDefinition,
  assets: readonly AssetBars[],
  seed: number,
): CheckedFeature {
  const { name, group, warmupBars } = definition;
  const random = new Random((seed ^ hashText(name)) >>> 0);
  const faults: Partial<Record<FeatureCheck, string>> = {};
  const attempt = <Result>(check: FeatureCheck, work: () => Result): Result | null => {
    try {
      return work();
    } catch (thrown) {
      faults[check] = failure(thrown, name);
      return null;
    }
  };
  const set = featureSet(settings, [definition]);
  const values = attempt('warm-up', () => computeFeatures(set, assets).map(([column]) => column));
  if (values === null) return { name, group, warmupBars, historyBars: null, faults };
  const subject: Subject = { definition, set, assets, values };
  const checks: Readonly<Record<FeatureCheck, () => string | null>> = {
    'warm-up': () => warmupFault(subject),
    range: () => rangeFault(subject),
    stream: () => streamFault(subject),
    state: () => stateFault(subject, random),
    'look-ahead': () => lookAheadFault(subject, random),
    foresight: () => foresightFault(subject),
  };
  for (const check of FEATURE_CHECKS) {
    const fault = attempt(check, checks[check]);
    if (fault !== null) faults[check] = `Feature ${name} ${fault}.`;
  }
  const history = attempt('stream', () => historyBars(subject, random));
  return { name, group, warmupBars, historyBars: history, faults };
}

function failure(thrown: unknown, name: string): string {
  const message = messageOf(thrown).replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  return thrown instanceof QuantError ? `${message}.` : `Feature ${name} failed: ${message}.`;
}
