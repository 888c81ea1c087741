import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { positionIn, priceRange } from '../../sources/price-range.ts';

/**
 * Raw stochastic %K: where the close stands in the recent range.
 *
 * stoch_k = (c − lowest low) / (highest high − lowest low)
 *
 * @param bars - range, ≥ 1, bars
 * @returns 0…1; NaN for the first bars − 1 bars, ½ where the range is empty
 * @see G. Lane, Lane's Stochastics, 1984; golden values by TA-Lib (1 + WILLR / 100)
 */
export function stochastic(bars: number): FeatureDefinition {
  return {
    name: `stoch${bars}_k`,
    group: 'momentum',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars - 1,
    formula: `(c[t] - min(l)) / (max(h) - min(l)) over ${bars} bars`,
    range: [0, 1],
    scaling: 'rolling',
    create: (context) => {
      const range = priceRange(context, bars);
      return kernel({}, (bar) => positionIn(range.lowest, range.highest, bar.close, 0.5));
    },
  };
}
