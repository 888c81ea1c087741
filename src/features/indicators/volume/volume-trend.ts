import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { volumeSum } from '../../sources/volume-sum.ts';

const SHORT_BARS = 5;
const LONG_BARS = 20;
const LEAST = -5;
const SCALE = LONG_BARS / SHORT_BARS;

/**
 * Volume of a week against that of a month: above 0 trading grows.
 *
 * volume_trend = ln(sma(v, 5) / sma(v, 20)), no less than −5
 *
 * −5…ln 4; NaN for the first 19 bars, 0 where nothing was traded for 20 bars.
 */
export const volumeTrend: FeatureDefinition = {
  name: 'volume_trend',
  group: 'volume',
  inputs: ['volume'],
  warmupBars: LONG_BARS - 1,
  formula: 'max(-5, ln(mean(v[t-4..t]) / mean(v[t-19..t])))',
  range: [LEAST, Math.log(SCALE)],
  scaling: 'none',
  create: (context) => {
    const short = new RollingSum(SHORT_BARS);
    const long = volumeSum(context, LONG_BARS);
    return kernel({ short }, (bar) => {
      const recent = short.update(bar.volume);
      if (Number.isNaN(long.value)) return Number.NaN;
      return long.value > 0 ? Math.max(LEAST, Math.log((SCALE * recent) / long.value)) : 0;
    });
  },
};
