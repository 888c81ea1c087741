import type { FeatureDefinition } from '../../kernel.ts';
import { bollingerPosition } from './bollinger-position.ts';
import { candleShape } from './candle-shape.ts';
import { donchianPosition } from './donchian-position.ts';
import { highLowRange } from './high-low-range.ts';
import { keltnerPosition } from './keltner-position.ts';
import { yearExtremes } from './year-extremes.ts';

/** Where the price stands in its range, and how the bar looks. */
export const RANGE_FEATURES: readonly FeatureDefinition[] = [
  bollingerPosition,
  keltnerPosition,
  donchianPosition(20),
  highLowRange,
  ...candleShape,
  ...yearExtremes,
];
