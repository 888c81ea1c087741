import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { ExponentialChain } from './exponential-chain.ts';

/**
 * Triple exponential moving average: follows a straight line without lag.
 *
 * TEMA = 3 · e1 − 3 · e2 + e3, each the ema of the one before, e1 of the close
 *
 * Price units, below 0 after a great fall; NaN for the first 3 · (bars − 1) bars.
 *
 * @see P. G. Mulloy, Smoothing Data with Faster Moving Averages, 1994; golden values by TA-Lib
 */
export const tripleExponentialAverageLevel: LevelFamily = {
  family: 'TEMA',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `TEMA_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: 3 * (bars - 1),
    formula: `3 * e1 - 3 * e2 + e3, e1 = ema(c, ${bars}), e2 = ema(e1, ${bars}), e3 = ema(e2, ${bars})`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const averages = new ExponentialChain(bars);
      return kernel({ averages }, (bar) => {
        const thrice = averages.update(bar.close);
        return 3 * averages.once - 3 * averages.twice + thrice;
      });
    },
  }),
};
