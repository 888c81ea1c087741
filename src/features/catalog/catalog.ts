import { CALENDAR_FEATURES } from '../indicators/calendar/calendar-features.ts';
import { CHANGE_POINT_FEATURES } from '../indicators/change-point/change-point-features.ts';
import { CROSS_ASSET_FEATURES } from '../indicators/cross-asset/cross-asset-features.ts';
import { MOMENTUM_FEATURES, MOMENTUM_LEVELS } from '../indicators/momentum/momentum-features.ts';
import { RANGE_FEATURES } from '../indicators/range/range-features.ts';
import { RETURN_FEATURES } from '../indicators/returns/return-features.ts';
import { TREND_FEATURES, TREND_LEVELS } from '../indicators/trend/trend-features.ts';
import {
  VOLATILITY_FEATURES,
  VOLATILITY_LEVELS,
} from '../indicators/volatility/volatility-features.ts';
import { VOLUME_FEATURES, VOLUME_LEVELS } from '../indicators/volume/volume-features.ts';
import type { FeatureDefinition } from '../kernel.ts';
import { type LevelFamily, listedLevels } from '../level-family.ts';

/** What models read unless they are told otherwise; of two that say the same the earlier is kept. */
export const MODEL_FEATURES: readonly FeatureDefinition[] = [
  ...RETURN_FEATURES,
  ...MOMENTUM_FEATURES,
  ...TREND_FEATURES,
  ...RANGE_FEATURES,
  ...VOLATILITY_FEATURES,
  ...VOLUME_FEATURES,
  ...CHANGE_POINT_FEATURES,
  ...CALENDAR_FEATURES,
];

/** Indicators as charts show them; each has members with other periods too. */
export const LEVEL_FAMILIES: readonly LevelFamily[] = [
  ...TREND_LEVELS,
  ...MOMENTUM_LEVELS,
  ...VOLATILITY_LEVELS,
  ...VOLUME_LEVELS,
];

/** Every feature that has a place in the catalogue. */
export const FEATURES: readonly FeatureDefinition[] = [
  ...MODEL_FEATURES,
  ...CROSS_ASSET_FEATURES,
  ...listedLevels(LEVEL_FAMILIES),
];
