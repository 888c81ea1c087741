import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, type Kernel, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';

function simpleAverage(bars: number, read: (average: number, bar: BarRow) => number): Kernel {
  const closes = new RollingSum(bars);
  return kernel({ closes }, (bar) => {
    closes.update(bar.close);
    return read(closes.mean, bar);
  });
}

/**
 * Simple moving average of the close.
 *
 * SMA = mean(c[t−bars+1..t])
 *
 * > 0, price units; NaN for the first bars − 1 bars.
 *
 * @see golden values by TA-Lib
 */
export const simpleAverageLevel: LevelFamily = {
  family: 'SMA',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `SMA_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: `mean(c[t-${bars - 1}..t])`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => simpleAverage(bars, (average) => average),
  }),
};

/**
 * How far the close stands from its simple average.
 *
 * dist = c_t / sma(c, bars)_t − 1
 *
 * @param bars - window of the average, ≥ 1, bars
 * @returns (−1, bars − 1), fraction; NaN for the first bars − 1 bars
 */
export function simpleAverageDistance(bars: number): FeatureDefinition {
  return {
    name: `sma${bars}_dist`,
    group: 'trend',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: `c[t] / mean(c[t-${bars - 1}..t]) - 1`,
    range: [-1, bars - 1],
    scaling: 'rolling',
    create: () => simpleAverage(bars, (average, bar) => bar.close / average - 1),
  };
}
