import type { FeatureDefinition } from '../../kernel.ts';
import { fractionalDifference } from './fractional-difference.ts';
import { logReturn } from './log-return.ts';
import { momentumMacd } from './momentum-macd.ts';
import { partsOfReturn } from './parts-of-return.ts';
import { volatilityReturn } from './volatility-return.ts';

/** What the price has done, over one bar and over a year. */
export const RETURN_FEATURES: readonly FeatureDefinition[] = [
  ...[1, 5, 10, 21, 42, 63, 126, 252].map(volatilityReturn),
  logReturn,
  ...partsOfReturn,
  momentumMacd(8, 24),
  momentumMacd(16, 48),
  momentumMacd(32, 96),
  fractionalDifference,
];
