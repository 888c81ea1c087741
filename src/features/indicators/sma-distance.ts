import { ValueWindow } from '#base';
import { type FeatureDefinition, kernel } from '../kernel.ts';

/**
 * How far the close stands from its simple average.
 *
 * dist = c_t / sma(c, bars)_t − 1
 *
 * @param bars - window of the average, ≥ 1, bars
 * @returns (−1, bars − 1), fraction; NaN for the first bars − 1 bars
 */
export function smaDistance(bars: number): FeatureDefinition {
  return {
    name: `sma${bars}_dist`,
    group: 'trend',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: `c[t] / mean(c[t-${bars - 1}..t]) - 1`,
    range: [-1, bars - 1],
    scaling: 'rolling',
    create: () => {
      const closes = new ValueWindow(bars);
      return kernel({ closes }, (bar) => {
        closes.push(bar.close);
        return bar.close / closes.mean - 1;
      });
    },
  };
}
