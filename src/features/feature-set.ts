import { canonicalJson, sha256 } from '#base';
import type { FeatureConfig } from '#config';
import { selectFeatures } from './catalog.ts';
import type { FeatureDefinition } from './kernel.ts';

/** The features of one configuration and how they are scaled: what a column of a row means. */
export interface FeatureSet {
  readonly config: FeatureConfig;
  readonly definitions: readonly FeatureDefinition[];
  readonly names: readonly string[];
  /** Bars at the start of a history that have no complete row. */
  readonly warmupBars: number;
  /** SHA-256 over names, formulas and scaling: equal hashes mean equal columns. */
  readonly hash: string;
}

/** Settles which features a configuration means. */
export function featureSet(
  config: FeatureConfig,
  definitions: readonly FeatureDefinition[] = selectFeatures(config.only),
): FeatureSet {
  const { scalingWindowBars, scalingClip, volatilityHalfLifeBars } = config;
  const described = definitions.map(({ name, formula, scaling, warmupBars }) => {
    return { name, formula, scaling, warmupBars };
  });
  const settings = { scalingWindowBars, scalingClip, volatilityHalfLifeBars };
  return {
    config,
    definitions,
    names: definitions.map((definition) => definition.name),
    warmupBars: Math.max(
      ...definitions.map(
        ({ scaling, warmupBars }) =>
          warmupBars + (scaling === 'rolling' ? scalingWindowBars - 1 : 0),
      ),
    ),
    hash: sha256(canonicalJson({ features: described, settings })),
  };
}
