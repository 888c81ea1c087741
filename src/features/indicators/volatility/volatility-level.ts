import { DecayedSum } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';

const LONG_HALF_LIFE_BARS = 252;
const WARMUP_BARS = 63;

/**
 * Volatility against its own long-run level: calm below 0, turbulent above.
 *
 * vol_level = ln σ_t − ewMean(ln σ, half-life 252)_t
 *
 * Unbounded, about ±1.5 in practice; NaN for the first 63 bars, 0 while nothing has moved.
 */
export const volatilityLevel: FeatureDefinition = {
  name: 'vol_level',
  group: 'volatility',
  inputs: ['close'],
  warmupBars: WARMUP_BARS,
  formula: 'ln(volatility[t]) - ewmean(ln(volatility), half-life 252)',
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  scaling: 'none',
  create: () => {
    const long = new DecayedSum(LONG_HALF_LIFE_BARS);
    const count = new BarCount();
    return kernel({ long, count }, (bar) => {
      const level = Math.log(bar.volatility);
      const known = Number.isFinite(level);
      if (known) long.update(level);
      if (!count.passes(WARMUP_BARS)) return Number.NaN;
      return known ? level - long.mean : 0;
    });
  },
};
