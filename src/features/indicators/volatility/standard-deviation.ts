import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { closeMoments } from '../../sources/bar-moments.ts';

/**
 * Population standard deviation of the newest closes.
 *
 * STDDEV = √(Σ(c − mean)² / bars)
 *
 * ≥ 0, price units; NaN for the first bars − 1 bars.
 *
 * @see golden values by pandas-ta
 */
export const standardDeviationLevel: LevelFamily = {
  family: 'STDDEV',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `STDDEV_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: `population deviation of c[t-${bars - 1}..t]`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: 'TA-Lib before 0.8 takes mean(c^2) - mean(c)^2, whose rounding shows where prices move little against their level: 1e-7 of the deviation on bars of a minute; this sums squares about the mean, as TA-Lib 0.8 does.',
    create: (context) => {
      const closes = closeMoments(context, bars);
      return kernel({}, () => closes.deviation);
    },
  }),
};
