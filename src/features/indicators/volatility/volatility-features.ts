import type { FeatureDefinition } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import {
  averageTrueRangeLevel,
  normalisedTrueRange,
  normalisedTrueRangeLevel,
} from './average-true-range.ts';
import { bollingerLevel, bollingerWidth } from './bollinger-bands.ts';
import { downsideVolatility } from './downside-volatility.ts';
import { garmanKlass } from './garman-klass.ts';
import { historicalVolatility, volatilityRatio } from './historical-volatility.ts';
import { parkinson } from './parkinson.ts';
import { returnSkewness } from './return-skewness.ts';
import { rogersSatchell } from './rogers-satchell.ts';
import { standardDeviationLevel } from './standard-deviation.ts';
import { trueRangeLevel } from './true-range.ts';
import { volatilityLevel } from './volatility-level.ts';
import { yangZhang } from './yang-zhang.ts';

/** How much prices move. */
export const VOLATILITY_FEATURES: readonly FeatureDefinition[] = [
  normalisedTrueRange(14),
  volatilityLevel,
  ...[10, 21, 63].map(historicalVolatility),
  volatilityRatio,
  parkinson(21),
  garmanKlass(21),
  rogersSatchell(21),
  yangZhang(21),
  downsideVolatility(21),
  bollingerWidth,
  returnSkewness(63),
];

/** The same in price units and per cent, and bands around the average close. */
export const VOLATILITY_LEVELS: readonly LevelFamily[] = [
  averageTrueRangeLevel,
  normalisedTrueRangeLevel,
  trueRangeLevel,
  bollingerLevel,
  standardDeviationLevel,
];
