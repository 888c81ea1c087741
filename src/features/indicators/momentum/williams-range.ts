import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { positionIn, priceRange } from '../../sources/price-range.ts';

/**
 * Williams' %R: how far the close stands below the top of the recent range, per cent of the range.
 *
 * WILLR = −100 · (highest high − c) / (highest high − lowest low)
 *
 * −100…0; NaN for the first bars − 1 bars, 0 where the range is empty. The model feature is stoch_k.
 *
 * @see L. Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973; golden values by TA-Lib
 */
export const williamsRangeLevel: LevelFamily = {
  family: 'WILLR',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `WILLR_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars - 1,
    formula: `-100 * (max(h) - c[t]) / (max(h) - min(l)) over ${bars} bars`,
    range: [-100, 0],
    scaling: 'rolling',
    create: (context) => {
      const range = priceRange(context, bars);
      // Counted from the top: the range turned upside down.
      return kernel({}, (bar) => -100 * positionIn(range.highest, range.lowest, bar.close, 0));
    },
  }),
};
