import { ValueWindow } from '#base';
import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';

/**
 * Momentum: how far the close has gone.
 *
 * MOM = c_t − c_{t−bars}
 *
 * Unbounded, price units; NaN for the first `bars` bars. The model features are roc and the returns.
 *
 * @see golden values by TA-Lib
 */
export const priceMomentumLevel: LevelFamily = {
  family: 'MOM',
  periods: [10],
  outputs: [],
  make: ([bars]) => ({
    name: `MOM_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars,
    formula: `c[t] - c[t-${bars}]`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const closes = new ValueWindow(bars);
      return kernel({ closes }, (bar) => {
        const before = closes.oldest;
        closes.push(bar.close);
        return bar.close - before;
      });
    },
  }),
};
