import type { FeatureDefinition } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { adaptiveAverageDistance, adaptiveAverageLevel } from './adaptive-average.ts';
import { aroonLevel, aroonOscillator } from './aroon.ts';
import {
  averageDirectionalIndex,
  averageDirectionalIndexLevel,
} from './average-directional-index.ts';
import { commodityChannel, commodityChannelLevel } from './commodity-channel.ts';
import {
  minusDirectional,
  minusDirectionalLevel,
  plusDirectional,
  plusDirectionalLevel,
} from './directional-indicators.ts';
import { doubleExponentialAverageLevel } from './double-exponential-average.ts';
import { exponentialAverageDistance, exponentialAverageLevel } from './exponential-average.ts';
import { macd, macdHistogram, macdLevel, macdSignal } from './macd.ts';
import { parabolicSarDistance, parabolicSarLevel } from './parabolic-sar.ts';
import { regressionSlopeInVolatility, regressionSlopeLevel } from './regression-slope.ts';
import { simpleAverageDistance, simpleAverageLevel } from './simple-average.ts';
import { tripleExponentialAverageLevel } from './triple-exponential-average.ts';
import { trix, trixLevel } from './trix.ts';
import { weightedAverageLevel } from './weighted-average.ts';

/** Where price is going, for models. */
export const TREND_FEATURES: readonly FeatureDefinition[] = [
  ...[10, 20, 50].map(simpleAverageDistance),
  ...[12, 26].map(exponentialAverageDistance),
  adaptiveAverageDistance(20),
  macd,
  macdSignal,
  macdHistogram,
  averageDirectionalIndex(14),
  plusDirectional(14),
  minusDirectional(14),
  aroonOscillator(14),
  trix(15),
  regressionSlopeInVolatility(14),
  parabolicSarDistance,
  commodityChannel(20),
];

/** The same in price units and per cent, as TA-Lib gives them. */
export const TREND_LEVELS: readonly LevelFamily[] = [
  simpleAverageLevel,
  exponentialAverageLevel,
  weightedAverageLevel,
  doubleExponentialAverageLevel,
  tripleExponentialAverageLevel,
  adaptiveAverageLevel,
  macdLevel,
  regressionSlopeLevel,
  averageDirectionalIndexLevel,
  plusDirectionalLevel,
  minusDirectionalLevel,
  aroonLevel,
  trixLevel,
  parabolicSarLevel,
  commodityChannelLevel,
];
