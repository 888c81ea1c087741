import { VOLATILITY_WARMUP_BARS } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { logBar } from '../../sources/log-bar.ts';

/**
 * Range of the bar in units of its volatility.
 *
 * high_low_range = ln(h / l) / σ_t, σ the exponentially weighted volatility a bar
 *
 * ≥ 0, about 1.6 in practice; NaN for the first 20 bars, 0 while the close has not moved.
 */
export const highLowRange: FeatureDefinition = {
  name: 'high_low_range',
  group: 'range',
  inputs: ['high', 'low', 'close'],
  warmupBars: VOLATILITY_WARMUP_BARS,
  formula: 'ln(h[t] / l[t]) / volatility[t]',
  range: [0, Number.POSITIVE_INFINITY],
  scaling: 'rolling',
  create: (context) => {
    const log = logBar(context);
    const count = new BarCount();
    return kernel({ count }, ({ volatility }) => {
      if (!count.passes(VOLATILITY_WARMUP_BARS)) return Number.NaN;
      return volatility > 0 ? log.range / volatility : 0;
    });
  },
};
