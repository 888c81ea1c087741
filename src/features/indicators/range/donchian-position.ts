import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { positionIn, priceRange } from '../../sources/price-range.ts';

/**
 * Where the close stands in Donchian's channel: 0 at the lowest low, 1 at the highest high.
 *
 * donchian_pos = (c − min(l)) / (max(h) − min(l)), this bar included
 *
 * @param bars - channel, ≥ 1, bars
 * @returns 0…1; NaN for the first bars − 1 bars, ½ where the channel is empty
 * @see R. Donchian, High Finance in Copper, 1960
 */
export function donchianPosition(bars: number): FeatureDefinition {
  return {
    name: `donchian${bars}_pos`,
    group: 'range',
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
