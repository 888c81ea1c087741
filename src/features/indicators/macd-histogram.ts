import { exponentialAverage } from '../averages.ts';
import { type FeatureDefinition, kernel } from '../kernel.ts';

const FAST_BARS = 12;
const SLOW_BARS = 26;
const SIGNAL_BARS = 9;

/**
 * MACD histogram in units of the price's volatility: is the trend gaining or losing speed?
 *
 * macd_hist = (macd − ema(macd, 9)) / (c_t · σ_t), macd = ema(c, 12) − ema(c, 26)
 *
 * Unbounded, about ±2 in practice; NaN for the first 33 bars, 0 while nothing has moved.
 *
 * @see G. Appel, Technical Analysis: Power Tools for Active Investors, 2005; golden values by TA-Lib
 */
export const macdHistogram: FeatureDefinition = {
  name: 'macd_hist',
  group: 'trend',
  inputs: ['close'],
  warmupBars: SLOW_BARS + SIGNAL_BARS - 2,
  formula: '(macd - ema(macd, 9)) / (c[t] * volatility[t]), macd = ema(c, 12) - ema(c, 26)',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  scaling: 'rolling',
  create: () => {
    const fast = exponentialAverage(FAST_BARS);
    const slow = exponentialAverage(SLOW_BARS);
    const signal = exponentialAverage(SIGNAL_BARS);
    return kernel({ fast, slow, signal }, (bar) => {
      const quick = fast.update(bar.close);
      const macd = quick - slow.update(bar.close);
      if (Number.isNaN(macd)) return Number.NaN;
      const smooth = signal.update(macd);
      if (Number.isNaN(smooth)) return Number.NaN;
      return bar.volatility > 0 ? (macd - smooth) / (bar.close * bar.volatility) : 0;
    });
  },
};
