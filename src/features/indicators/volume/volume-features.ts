import type { FeatureDefinition } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { accumulationDistributionLevel } from './accumulation-distribution.ts';
import { amihudIlliquidity } from './amihud-illiquidity.ts';
import { chaikinMoneyFlow } from './chaikin-money-flow.ts';
import { chaikinOscillatorLevel, chaikinShare } from './chaikin-oscillator.ts';
import { forceIndex } from './force-index.ts';
import { moneyFlow, moneyFlowIndexLevel } from './money-flow-index.ts';
import { onBalanceShare, onBalanceVolumeLevel } from './on-balance-volume.ts';
import { volumeRatio } from './volume-ratio.ts';
import { volumeTrend } from './volume-trend.ts';
import { vwapDistance } from './vwap-distance.ts';

/** How much is traded, and on which side of the price. */
export const VOLUME_FEATURES: readonly FeatureDefinition[] = [
  volumeRatio(20),
  volumeTrend,
  onBalanceShare(20),
  chaikinShare,
  chaikinMoneyFlow(20),
  moneyFlow(14),
  vwapDistance(20),
  forceIndex(13),
  amihudIlliquidity(21),
];

/** The same in units traded, and MFI per cent, as TA-Lib gives them. */
export const VOLUME_LEVELS: readonly LevelFamily[] = [
  onBalanceVolumeLevel,
  accumulationDistributionLevel,
  chaikinOscillatorLevel,
  moneyFlowIndexLevel,
];
