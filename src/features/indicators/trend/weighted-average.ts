import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingWeightedSum } from '../../rolling/rolling-weighted-sum.ts';

/**
 * Linearly weighted moving average of the close: the newest bar counts most.
 *
 * WMA = Σ k · c_{t−bars+k} / Σ k, k = 1..bars
 *
 * > 0, price units; NaN for the first bars − 1 bars.
 *
 * @see golden values by TA-Lib
 */
export const weightedAverageLevel: LevelFamily = {
  family: 'WMA',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `WMA_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: `sum(k * c[t-${bars}+k]) / sum(k), k = 1..${bars}`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const closes = new RollingWeightedSum(bars);
      const weight = (bars * (bars + 1)) / 2;
      return kernel({ closes }, (bar) => {
        closes.update(bar.close);
        return closes.weightedSum / weight;
      });
    },
  }),
};
