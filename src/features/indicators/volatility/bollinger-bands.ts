import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { closeMoments } from '../../sources/bar-moments.ts';

const BARS = 20;
const DEVIATIONS = 2;

/** Where the band lies, in widths from the middle. */
const BANDS: Readonly<Record<string, number>> = { lowerBand: -1, middleBand: 0, upperBand: 1 };

/**
 * Bollinger bands: the average close, and so many population deviations under and over it.
 *
 * BB = sma(c, bars) ± deviations · √(Σ(c − sma)² / bars)
 *
 * Price units, the lower band may be negative; NaN for the first bars − 1 bars.
 *
 * @see J. Bollinger, Bollinger on Bollinger Bands, 2001; golden values by pandas-ta
 */
export const bollingerLevel: LevelFamily = {
  family: 'BB',
  periods: [BARS, DEVIATIONS],
  outputs: Object.keys(BANDS),
  make: ([bars, deviations], output) => {
    const widths = BANDS[output] * deviations;
    const side = widths === 0 ? '' : ` ${widths < 0 ? '-' : '+'} ${Math.abs(widths)} * deviation`;
    return {
      name: `BB_${bars}_${deviations}.${output}`,
      group: 'level',
      inputs: ['close'],
      warmupBars: bars - 1,
      formula: `mean${side}, both over c[t-${bars - 1}..t]`,
      range: [widths < 0 ? Number.NEGATIVE_INFINITY : 0, Number.POSITIVE_INFINITY],
      scaling: 'rolling',
      note: 'TA-Lib before 0.8 takes mean(c^2) - mean(c)^2, whose rounding shows where prices move little against their level: 1e-10 of the band on bars of an hour; this sums squares about the mean, as TA-Lib 0.8 does.',
      create: (context) => {
        const closes = closeMoments(context, bars);
        return kernel({}, () => closes.mean + widths * closes.deviation);
      },
    };
  },
};

/**
 * Width of the Bollinger bands over their middle: narrow in calm, wide in turbulence.
 *
 * bb_width20 = 4 · deviation / mean, population deviation, both of the newest 20 closes
 *
 * 0…4√19, fraction; NaN for the first 19 bars.
 *
 * @see J. Bollinger, Bollinger on Bollinger Bands, 2001, there BandWidth
 */
export const bollingerWidth: FeatureDefinition = {
  name: 'bb_width20',
  group: 'volatility',
  inputs: ['close'],
  warmupBars: BARS - 1,
  formula: '4 * deviation / mean, both over c[t-19..t]',
  range: [0, 2 * DEVIATIONS * Math.sqrt(BARS - 1)],
  scaling: 'rolling',
  create: (context) => {
    const closes = closeMoments(context, BARS);
    return kernel({}, () => (2 * DEVIATIONS * closes.deviation) / closes.mean);
  },
};
