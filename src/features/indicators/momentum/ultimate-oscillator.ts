import { type FeatureDefinition, type Kernel, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';

/** The short window counts four times, the middle one twice, the long one once. */
const [SHORT_BARS, MIDDLE_BARS, LONG_BARS] = [7, 14, 28];
const FORMULA =
  '(4 * share(7) + 2 * share(14) + share(28)) / 7, share(n) = sum(c - min(l, c[t-1]), n) / sum(true range, n)';

/** @param whenEmpty - share of a window without range */
function ultimateOscillator(whenEmpty: number): Kernel {
  const shortGain = new RollingSum(SHORT_BARS);
  const middleGain = new RollingSum(MIDDLE_BARS);
  const longGain = new RollingSum(LONG_BARS);
  const shortRange = new RollingSum(SHORT_BARS);
  const middleRange = new RollingSum(MIDDLE_BARS);
  const longRange = new RollingSum(LONG_BARS);
  const share = (gain: number, range: number) => (range === 0 ? whenEmpty : gain / range);
  const parts = { shortGain, middleGain, longGain, shortRange, middleRange, longRange };
  return kernel(parts, ({ low, close, previousClose, trueRange }) => {
    if (Number.isNaN(trueRange)) return Number.NaN;
    const gain = close - Math.min(low, previousClose);
    const short = share(shortGain.update(gain), shortRange.update(trueRange));
    const middle = share(middleGain.update(gain), middleRange.update(trueRange));
    const long = share(longGain.update(gain), longRange.update(trueRange));
    return (100 * (4 * short + 2 * middle + long)) / 7;
  });
}

/**
 * Williams' ultimate oscillator: what share of the true range was gained, over three windows.
 *
 * ULTOSC = 100 · (4 · share(7) + 2 · share(14) + share(28)) / 7, share = Σ (c − min(l, c_{t−1})) / Σ true range
 *
 * 0…100; NaN for the first 28 bars; a window without a range counts as 0.
 *
 * @see L. Williams, The Ultimate Oscillator, 1985; golden values by TA-Lib
 */
export const ultimateOscillatorLevel: LevelFamily = {
  family: 'ULTOSC',
  periods: [],
  outputs: [],
  make: () => ({
    name: 'ULTOSC',
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: LONG_BARS,
    formula: `100 * ${FORMULA}`,
    range: [0, 100],
    scaling: 'rolling',
    create: () => ultimateOscillator(0),
  }),
};

/**
 * Williams' ultimate oscillator for models: a window without a range is neutral.
 *
 * ultosc = ULTOSC, but share = ½ for a window without a range
 *
 * 0…100; NaN for the first 28 bars.
 *
 * @see L. Williams, The Ultimate Oscillator, 1985; golden values by TA-Lib
 */
export const ultimateOscillatorFeature: FeatureDefinition = {
  name: 'ultosc',
  group: 'momentum',
  inputs: ['high', 'low', 'close'],
  warmupBars: LONG_BARS,
  formula: `100 * ${FORMULA}, 1/2 without a range`,
  range: [0, 100],
  scaling: 'rolling',
  create: () => ultimateOscillator(0.5),
};
