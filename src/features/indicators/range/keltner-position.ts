import { exponentialAverage } from '#base';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { AverageTrueRange } from '../volatility/average-true-range.ts';

const BARS = 20;
const RANGE_BARS = 10;
const WIDTH = 2;

/**
 * Where the close stands in Keltner's channel: −1 on the lower line, 1 on the upper.
 *
 * keltner20_pos = (c − ema(c, 20)) / (2 · atr(10))
 *
 * Unbounded, about ±1.5 in practice; NaN for the first 19 bars, 0 while nothing has moved.
 *
 * @see C. Keltner, How to Make Money in Commodities, 1960; L. Raschke's form with exponential average and
 *   average true range
 */
export const keltnerPosition: FeatureDefinition = {
  name: 'keltner20_pos',
  group: 'range',
  inputs: ['high', 'low', 'close'],
  warmupBars: BARS - 1,
  formula: '(c[t] - ema(c, 20)) / (2 * atr(10))',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  scaling: 'none',
  note: 'pandas-ta takes an exponential average of the true range over 20 bars for the width.',
  create: () => {
    const middle = exponentialAverage(BARS);
    const range = new AverageTrueRange(RANGE_BARS);
    return kernel({ middle, range }, (bar) => {
      const width = range.update(bar);
      const off = bar.close - middle.update(bar.close);
      if (Number.isNaN(off)) return Number.NaN;
      return width > 0 ? off / (WIDTH * width) : 0;
    });
  },
};
