import type { FeatureDefinition } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { balanceOfPowerLevel, meanBalanceOfPower } from './balance-of-power.ts';
import { chandeMomentum, chandeMomentumLevel } from './chande-momentum.ts';
import { momentum } from './momentum.ts';
import { priceMomentumLevel } from './price-momentum.ts';
import { rateOfChangeFraction, rateOfChangeLevel } from './rate-of-change.ts';
import { rsi, rsiLevel } from './rsi.ts';
import { slowStochasticLevel, stochasticSlowD, stochasticSlowK } from './slow-stochastic.ts';
import { stochasticRsi } from './stochastic-rsi.ts';
import { stochastic } from './stochastic.ts';
import { trueStrength } from './true-strength.ts';
import { ultimateOscillatorFeature, ultimateOscillatorLevel } from './ultimate-oscillator.ts';
import { williamsRangeLevel } from './williams-range.ts';

/** How fast price is going and whether it tires, for models. */
export const MOMENTUM_FEATURES: readonly FeatureDefinition[] = [
  momentum,
  rsi(14),
  stochastic(14),
  stochasticSlowK,
  stochasticSlowD,
  stochasticRsi(14),
  rateOfChangeFraction(10),
  chandeMomentum(14),
  ultimateOscillatorFeature,
  meanBalanceOfPower(14),
  trueStrength,
];

/** The same in price units and per cent, as TA-Lib gives them. */
export const MOMENTUM_LEVELS: readonly LevelFamily[] = [
  rsiLevel,
  rateOfChangeLevel,
  priceMomentumLevel,
  chandeMomentumLevel,
  williamsRangeLevel,
  slowStochasticLevel,
  ultimateOscillatorLevel,
  balanceOfPowerLevel,
];
