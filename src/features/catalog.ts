import { QuantError } from '#base';
import { nearest } from '#config';
import { averageTrueRange } from './indicators/average-true-range.ts';
import { bollingerPosition } from './indicators/bollinger-position.ts';
import { CROSS_ASSET_FEATURES } from './indicators/cross-asset/cross-asset-features.ts';
import { calendar } from './indicators/calendar.ts';
import { logReturn } from './indicators/log-return.ts';
import { MOMENTUM_FEATURES, MOMENTUM_LEVELS } from './indicators/momentum/momentum-features.ts';
import { TREND_FEATURES, TREND_LEVELS } from './indicators/trend/trend-features.ts';
import { volatilityLevel } from './indicators/volatility-level.ts';
import { volatilityReturn } from './indicators/volatility-return.ts';
import { volumeRatio } from './indicators/volume-ratio.ts';
import type { FeatureDefinition } from './kernel.ts';
import { type LevelFamily, levelNamed, listedLevels } from './level-family.ts';

/** What models read unless they are told otherwise; of two that say the same the correlation filter keeps the earlier. */
export const MODEL_FEATURES: readonly FeatureDefinition[] = [
  ...[1, 5, 10, 21, 42, 63].map(volatilityReturn),
  logReturn,
  ...MOMENTUM_FEATURES,
  ...TREND_FEATURES,
  bollingerPosition,
  averageTrueRange(14),
  volatilityLevel,
  volumeRatio(20),
  ...calendar,
  ...CROSS_ASSET_FEATURES,
];

/** Indicators in price and volume units; each has members with other periods too. */
export const LEVEL_FAMILIES: readonly LevelFamily[] = [...TREND_LEVELS, ...MOMENTUM_LEVELS];

/** Every feature that has a place in the catalogue. */
export const FEATURES: readonly FeatureDefinition[] = [
  ...MODEL_FEATURES,
  ...listedLevels(LEVEL_FAMILIES),
];

/**
 * The features a configuration asks for: those of the catalogue in its order, then levels with other
 * periods as they are named.
 *
 * @param only - names of features or of any members of level families; empty means the model features
 * @throws features/unknown-feature naming the nearest one
 */
export function selectFeatures(only: readonly string[]): readonly FeatureDefinition[] {
  if (only.length === 0) return MODEL_FEATURES;
  const named = new Map(only.map(featureNamed).map((feature) => [feature.name, feature]));
  const listed = FEATURES.filter(({ name }) => named.has(name));
  for (const { name } of listed) named.delete(name);
  return [...listed, ...named.values()];
}

function featureNamed(name: string): FeatureDefinition {
  const feature =
    FEATURES.find((candidate) => candidate.name === name) ?? levelNamed(name, LEVEL_FAMILIES);
  if (feature !== null) return feature;
  const names = FEATURES.map((candidate) => candidate.name);
  throw new QuantError(
    'features/unknown-feature',
    `Expected features.only to name features, found '${name}'; the nearest is ${nearest(name, names)}, and 'quant features --list' shows them all.`,
  );
}
