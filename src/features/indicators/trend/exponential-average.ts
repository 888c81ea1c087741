import { exponentialAverage } from '#base';
import { type FeatureContext, type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { SharedValue } from '../../sources/shared-value.ts';

/**
 * The exponential average of the close that its level, its distance and MACD share.
 *
 * @param bars - ≥ 1, bars
 * @returns > 0, price units; NaN for the first bars − 1 bars
 */
export function exponentialOfClose(context: FeatureContext, bars: number): SharedValue {
  return context.share(`ema ${bars}`, () => {
    const average = exponentialAverage(bars);
    return new SharedValue(kernel({ average }, (bar) => average.update(bar.close)));
  });
}

/**
 * Exponential moving average of the close.
 *
 * EMA_t = EMA_{t−1} + 2 / (bars + 1) · (c_t − EMA_{t−1}), seeded with the mean of the first `bars` closes
 *
 * > 0, price units; NaN for the first bars − 1 bars.
 *
 * @see golden values by TA-Lib
 */
export const exponentialAverageLevel: LevelFamily = {
  family: 'EMA',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `EMA_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: `ema(c, ${bars})[t]`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: (context) => {
      const average = exponentialOfClose(context, bars);
      return kernel({}, () => average.value);
    },
  }),
};

/**
 * How far the close stands from its exponential average.
 *
 * dist = c_t / ema(c, bars)_t − 1
 *
 * @param bars - ≥ 1, bars
 * @returns (−1, bars − 1), fraction; NaN for the first bars − 1 bars
 */
export function exponentialAverageDistance(bars: number): FeatureDefinition {
  return {
    name: `ema${bars}_dist`,
    group: 'trend',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: `c[t] / ema(c, ${bars})[t] - 1`,
    range: [-1, bars - 1],
    scaling: 'rolling',
    create: (context) => {
      const average = exponentialOfClose(context, bars);
      return kernel({}, (bar) => bar.close / average.value - 1);
    },
  };
}
