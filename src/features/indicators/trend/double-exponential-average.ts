import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { ExponentialChain } from './exponential-chain.ts';

/**
 * Double exponential moving average: twice the average, less the average of the average, so that it
 * lags less.
 *
 * DEMA = 2 · ema(c) − ema(ema(c))
 *
 * Price units, below 0 after a great fall; NaN for the first 2 · (bars − 1) bars.
 *
 * @see P. G. Mulloy, Smoothing Data with Faster Moving Averages, 1994; golden values by TA-Lib
 */
export const doubleExponentialAverageLevel: LevelFamily = {
  family: 'DEMA',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `DEMA_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: 2 * (bars - 1),
    formula: `2 * e1 - e2, e1 = ema(c, ${bars}), e2 = ema(e1, ${bars})`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const averages = new ExponentialChain(bars);
      return kernel({ averages }, (bar) => {
        averages.update(bar.close);
        return 2 * averages.once - averages.twice;
      });
    },
  }),
};
