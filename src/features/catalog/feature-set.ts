import { canonicalJson, type Interval, sha256 } from '#base';
import type { FeatureConfig } from '#config';
import type { FeatureDefinition } from '../kernel.ts';
import { maskNameOf, withMask } from '../sparse.ts';
import type { FeatureSettings } from './feature-settings.ts';
import { selectFeatures } from './select-features.ts';
import { userFeatures } from './user-features.ts';

/** The features of one configuration and how they are scaled: what a column of a row means. */
export interface FeatureSet {
  readonly config: FeatureConfig;
  /** Where a symbol's market is looked up. */
  readonly data: FeatureSettings['data'];
  readonly interval: Interval;
  readonly definitions: readonly FeatureDefinition[];
  readonly names: readonly string[];
  /** Bars at the start of a history that have no complete row. */
  readonly warmupBars: number;
  /** Sparse features, and the column that says where each is missing. */
  readonly masks: ReadonlyMap<string, number>;
  /** Whether a feature depends on the other assets of the market. */
  readonly readsPeers: boolean;
  /** SHA-256 over names, formulas, scaling and markets: equal hashes mean equal columns. */
  readonly hash: string;
}

/** Settles which features a configuration means. */
export function featureSet(
  settings: FeatureSettings,
  chosen: readonly FeatureDefinition[] = chosenFeatures(settings),
): FeatureSet {
  const definitions = chosen.flatMap((definition) =>
    definition.isSparse ? withMask(definition) : [definition],
  );
  const { features: config, data } = settings;
  const { scalingWindowBars, scalingClip, volatilityHalfLifeBars, changePoint } = config;
  const described = definitions.map(({ name, formula, scaling, warmupBars }) => {
    return { name, formula, scaling, warmupBars };
  });
  return {
    config,
    data,
    interval: data.interval,
    definitions,
    names: definitions.map((definition) => definition.name),
    warmupBars: Math.max(
      ...definitions.map(
        ({ scaling, warmupBars }) =>
          warmupBars + (scaling === 'rolling' ? scalingWindowBars - 1 : 0),
      ),
    ),
    masks: new Map(
      chosen.flatMap(({ isSparse, name }) => {
        const mask = definitions.findIndex((definition) => definition.name === maskNameOf(name));
        return isSparse ? [[name, mask]] : [];
      }),
    ),
    readsPeers: definitions.some(({ inputs }) => inputs.includes('peers')),
    hash: sha256(
      canonicalJson({
        features: described,
        settings: { scalingWindowBars, scalingClip, volatilityHalfLifeBars, changePoint },
        markets: data.markets,
      }),
    ),
  };
}

/** The features that a configuration names, or the usual ones; sparse ones without their masks. */
export function chosenFeatures({ features, data }: FeatureSettings): readonly FeatureDefinition[] {
  const { only, also, files } = features;
  return selectFeatures({ only, also, interval: data.interval, own: userFeatures(files) });
}
