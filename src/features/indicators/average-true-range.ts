import { ValueWindow } from '#base';
import { wilderAverage } from '../averages.ts';
import { type FeatureDefinition, kernel } from '../kernel.ts';

/**
 * Wilder's average true range over the close: how wide bars are, gaps included.
 *
 * natr = wilder(max(h, c_{t−1}) − min(l, c_{t−1}), bars) / c_t
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns ≥ 0, fraction; NaN for the first `bars` bars
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export function averageTrueRange(bars: number): FeatureDefinition {
  return {
    name: `natr${bars}`,
    group: 'volatility',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: `wilder(max(h[t], c[t-1]) - min(l[t], c[t-1]), ${bars}) / c[t]`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const average = wilderAverage(bars);
      const last = new ValueWindow(1);
      return kernel({ average, last }, (bar) => {
        const before = last.oldest;
        last.push(bar.close);
        if (Number.isNaN(before)) return Number.NaN;
        const trueRange = Math.max(bar.high, before) - Math.min(bar.low, before);
        return average.update(trueRange) / bar.close;
      });
    },
  };
}
