import type { FeatureDefinition } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { exponentialAverageDistance, exponentialAverageLevel } from './exponential-average.ts';
import { macd, macdHistogram, macdLevel, macdSignal } from './macd.ts';
import { simpleAverageDistance, simpleAverageLevel } from './simple-average.ts';

/** Where price is going, for models. */
export const TREND_FEATURES: readonly FeatureDefinition[] = [
  ...[10, 20, 50].map(simpleAverageDistance),
  ...[12, 26].map(exponentialAverageDistance),
  macd,
  macdSignal,
  macdHistogram,
];

/** The same in price units, as TA-Lib gives them. */
export const TREND_LEVELS: readonly LevelFamily[] = [
  simpleAverageLevel,
  exponentialAverageLevel,
  macdLevel,
];
