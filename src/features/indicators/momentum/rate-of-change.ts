import { ValueWindow } from '#base';
import { type FeatureDefinition, type Kernel, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';

function rateOfChange(bars: number, unit: number): Kernel {
  const closes = new ValueWindow(bars);
  return kernel({ closes }, (bar) => {
    const before = closes.oldest;
    closes.push(bar.close);
    return unit * (bar.close / before - 1);
  });
}

/**
 * Rate of change of the close, per cent.
 *
 * ROC = 100 · (c_t / c_{t−bars} − 1)
 *
 * > −100; NaN for the first `bars` bars.
 *
 * @see golden values by TA-Lib
 */
export const rateOfChangeLevel: LevelFamily = {
  family: 'ROC',
  periods: [10],
  outputs: [],
  make: ([bars]) => ({
    name: `ROC_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars,
    formula: `100 * (c[t] / c[t-${bars}] - 1)`,
    range: [-100, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => rateOfChange(bars, 100),
  }),
};

/**
 * Rate of change of the close.
 *
 * roc = c_t / c_{t−bars} − 1
 *
 * @param bars - ≥ 1, bars
 * @returns > −1, fraction; NaN for the first `bars` bars
 * @see golden values by TA-Lib
 */
export function rateOfChangeFraction(bars: number): FeatureDefinition {
  return {
    name: `roc${bars}`,
    group: 'momentum',
    inputs: ['close'],
    warmupBars: bars,
    formula: `c[t] / c[t-${bars}] - 1`,
    range: [-1, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => rateOfChange(bars, 1),
  };
}
