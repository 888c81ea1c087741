import { canonicalJson, type Interval, sha256 } from '#base';
import type { FeatureConfig, SystemConfig } from '#config';
import { selectFeatures } from './catalog.ts';
import type { FeatureDefinition } from './kernel.ts';
import { userFeatures } from './user-features.ts';

/** Settings that decide what features there are and what they mean. */
export type FeatureSettings = Pick<SystemConfig, 'features' | 'data'>;

/** The features of one configuration and how they are scaled: what a column of a row means. */
export interface FeatureSet {
  readonly config: FeatureConfig;
  readonly interval: Interval;
  readonly definitions: readonly FeatureDefinition[];
  readonly names: readonly string[];
  /** Bars at the start of a history that have no complete row. */
  readonly warmupBars: number;
  /** Whether a feature depends on the other assets of the market. */
  readonly readsPeers: boolean;
  /** SHA-256 over names, formulas and scaling: equal hashes mean equal columns. */
  readonly hash: string;
}

/** Settles which features a configuration means. */
export function featureSet(
  settings: FeatureSettings,
  definitions: readonly FeatureDefinition[] = selectFeatures(
    settings.features.only,
    userFeatures(settings.features.files),
  ),
): FeatureSet {
  const { features: config, data } = settings;
  const { scalingWindowBars, scalingClip, volatilityHalfLifeBars } = config;
  const described = definitions.map(({ name, formula, scaling, warmupBars }) => {
    return { name, formula, scaling, warmupBars };
  });
  return {
    config,
    interval: data.interval,
    definitions,
    names: definitions.map((definition) => definition.name),
    warmupBars: Math.max(
      ...definitions.map(
        ({ scaling, warmupBars }) =>
          warmupBars + (scaling === 'rolling' ? scalingWindowBars - 1 : 0),
      ),
    ),
    readsPeers: definitions.some(({ inputs }) => inputs.includes('peers')),
    hash: sha256(
      canonicalJson({
        features: described,
        settings: { scalingWindowBars, scalingClip, volatilityHalfLifeBars },
      }),
    ),
  };
}
