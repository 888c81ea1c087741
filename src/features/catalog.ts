import { averageTrueRange } from './indicators/average-true-range.ts';
import { bollingerPosition } from './indicators/bollinger-position.ts';
import { calendar } from './indicators/calendar.ts';
import { CROSS_ASSET_FEATURES } from './indicators/cross-asset/cross-asset-features.ts';
import { logReturn } from './indicators/log-return.ts';
import { MOMENTUM_FEATURES, MOMENTUM_LEVELS } from './indicators/momentum/momentum-features.ts';
import { TREND_FEATURES, TREND_LEVELS } from './indicators/trend/trend-features.ts';
import { volatilityLevel } from './indicators/volatility-level.ts';
import { volatilityReturn } from './indicators/volatility-return.ts';
import { volumeRatio } from './indicators/volume-ratio.ts';
import type { FeatureDefinition } from './kernel.ts';
import { type LevelFamily, listedLevels } from './level-family.ts';

/** What models read unless they are told otherwise; of two that say the same the earlier is kept. */
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
];

/** Indicators in price and volume units; each has members with other periods too. */
export const LEVEL_FAMILIES: readonly LevelFamily[] = [...TREND_LEVELS, ...MOMENTUM_LEVELS];

/** Every feature that has a place in the catalogue. */
export const FEATURES: readonly FeatureDefinition[] = [
  ...MODEL_FEATURES,
  ...CROSS_ASSET_FEATURES,
  ...listedLevels(LEVEL_FAMILIES),
];
