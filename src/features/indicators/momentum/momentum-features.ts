import type { FeatureDefinition } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { momentum } from './momentum.ts';
import { rsi, rsiLevel } from './rsi.ts';
import { stochastic } from './stochastic.ts';

/** How fast price is going and whether it tires, for models. */
export const MOMENTUM_FEATURES: readonly FeatureDefinition[] = [momentum, rsi(14), stochastic(14)];

/** The same in price units and per cent, as TA-Lib gives them. */
export const MOMENTUM_LEVELS: readonly LevelFamily[] = [rsiLevel];
