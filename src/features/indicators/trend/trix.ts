import { ValueWindow } from '#base';
import { type FeatureDefinition, type Kernel, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { ExponentialChain } from './exponential-chain.ts';

/** Bar-to-bar rate of change of the thrice averaged close, times `unit`. */
function thriceAveragedChange(bars: number, unit: number): Kernel {
  const averages = new ExponentialChain(bars);
  const last = new ValueWindow(1);
  return kernel({ averages, last }, (bar) => {
    const average = averages.update(bar.close);
    if (Number.isNaN(average)) return Number.NaN;
    const before = last.oldest;
    last.push(average);
    return (average / before - 1) * unit;
  });
}

const warmupOf = (bars: number) => 3 * (bars - 1) + 1;
const formulaOf = (bars: number) => `e3[t] / e3[t-1] - 1, e3 = ema(ema(ema(c, ${bars})))`;

/**
 * TRIX: how fast the thrice averaged close goes, per cent a bar.
 *
 * TRIX = 100 · (e3_t / e3_{t−1} − 1), e3 = ema(ema(ema(c)))
 *
 * > −100; NaN for the first 3 · (bars − 1) + 1 bars.
 *
 * @see J. K. Hutson, Good TRIX, 1983; golden values by TA-Lib
 */
export const trixLevel: LevelFamily = {
  family: 'TRIX',
  periods: [15],
  outputs: [],
  make: ([bars]) => ({
    name: `TRIX_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: warmupOf(bars),
    formula: `100 * (${formulaOf(bars)})`,
    range: [-100, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => thriceAveragedChange(bars, 100),
  }),
};

/**
 * TRIX as a fraction: how fast the thrice averaged close goes.
 *
 * trix = e3_t / e3_{t−1} − 1, e3 = ema(ema(ema(c)))
 *
 * @param bars - period of each average, ≥ 1, bars
 * @returns > −1, fraction a bar; NaN for the first 3 · (bars − 1) + 1 bars
 * @see J. K. Hutson, Good TRIX, 1983; golden values by TA-Lib
 */
export function trix(bars: number): FeatureDefinition {
  return {
    name: `trix${bars}`,
    group: 'trend',
    inputs: ['close'],
    warmupBars: warmupOf(bars),
    formula: formulaOf(bars),
    range: [-1, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => thriceAveragedChange(bars, 1),
  };
}
