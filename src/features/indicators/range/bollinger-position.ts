import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { closeMoments } from '../../sources/bar-moments.ts';

const BARS = 20;
const WIDTH = 2;
/** A deviation below this share of the price is the rounding of equal prices. */
const FLAT = 1e-9;
const FARTHEST = Math.sqrt(BARS - 1) / (2 * WIDTH);

/**
 * Where the close stands between the Bollinger bands (%b): 0 on the lower, 1 on the upper.
 *
 * bb_pct_b = (c − lower) / (upper − lower), bands = sma(c, 20) ± 2 population deviations
 *
 * [½ − √19 / 4, ½ + √19 / 4], about −0.6…1.6; NaN for the first 19 bars, ½ where price has not moved.
 *
 * @see J. Bollinger, Bollinger on Bollinger Bands, 2001
 */
export const bollingerPosition: FeatureDefinition = {
  name: 'bb_pct_b',
  group: 'range',
  inputs: ['close'],
  warmupBars: BARS - 1,
  formula: '1/2 + (c[t] - mean) / (4 * deviation), both over c[t-19..t]',
  range: [0.5 - FARTHEST, 0.5 + FARTHEST],
  scaling: 'rolling',
  create: (context) => {
    const closes = closeMoments(context, BARS);
    return kernel({}, (bar) => {
      const { mean, deviation } = closes;
      if (Number.isNaN(mean)) return Number.NaN;
      if (!(deviation > FLAT * mean)) return 0.5;
      const position = (bar.close - mean) / (2 * WIDTH * deviation);
      return 0.5 + Math.max(-FARTHEST, Math.min(FARTHEST, position));
    });
  },
};
