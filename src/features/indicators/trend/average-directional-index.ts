import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { directionalMovement } from './directional-movement.ts';

const warmupOf = (bars: number) => 2 * bars - 1;
const formulaOf = (bars: number) =>
  `wilder(|plus_di - minus_di| / (plus_di + minus_di), ${bars}), 0 where both are`;

/**
 * Wilder's average directional index: how one-sided movement is, whichever the side.
 *
 * ADX = wilder(100 · |PLUS_DI − MINUS_DI| / (PLUS_DI + MINUS_DI))
 *
 * 0…100; NaN for the first 2 · bars − 1 bars, 0 where nothing has moved.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const averageDirectionalIndexLevel: LevelFamily = {
  family: 'ADX',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `ADX_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: warmupOf(bars),
    formula: `100 * ${formulaOf(bars)}`,
    range: [0, 100],
    scaling: 'rolling',
    create: (context) => {
      const movement = directionalMovement(context, bars);
      return kernel({}, () => 100 * movement.index);
    },
  }),
};

/**
 * Wilder's average directional index as a fraction: how strong the trend is, whichever its side.
 *
 * adx = ADX / 100
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns 0…1; NaN for the first 2 · bars − 1 bars, 0 where nothing has moved
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export function averageDirectionalIndex(bars: number): FeatureDefinition {
  return {
    name: `adx${bars}`,
    group: 'trend',
    inputs: ['high', 'low', 'close'],
    warmupBars: warmupOf(bars),
    formula: formulaOf(bars),
    range: [0, 1],
    scaling: 'rolling',
    create: (context) => {
      const movement = directionalMovement(context, bars);
      return kernel({}, () => movement.index);
    },
  };
}
