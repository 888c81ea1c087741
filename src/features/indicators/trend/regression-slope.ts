import { VOLATILITY_WARMUP_BARS } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingWeightedSum } from '../../rolling/rolling-weighted-sum.ts';
import { inVolatilityUnits } from '../../volatility-units.ts';

/** Takes the next close into the window; returns the slope, price units a bar. */
function slopeWith(closes: RollingWeightedSum, bars: number, close: number): number {
  closes.update(close);
  // Σ (k − middle)²; one point has no slope, and 0 / 1 says so.
  const spread = bars === 1 ? 1 : (bars * (bars * bars - 1)) / 12;
  return (closes.weightedSum - ((bars + 1) / 2) * closes.sum) / spread;
}

const formulaOf = (bars: number) =>
  `sum((k - m) * c[t-${bars}+k]) / sum((k - m)^2), k = 1..${bars}, m = mean(k)`;

/**
 * Slope of the straight line through the newest closes.
 *
 * LINREG_SLOPE = Σ (k − k̄) · c_{t−bars+k} / Σ (k − k̄)², k = 1..bars
 *
 * Unbounded, price units a bar; NaN for the first bars − 1 bars.
 *
 * @see golden values by TA-Lib
 */
export const regressionSlopeLevel: LevelFamily = {
  family: 'LINREG_SLOPE',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `LINREG_SLOPE_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars - 1,
    formula: formulaOf(bars),
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: 'TA-Lib 0.8 carries its sums from bar to bar, which shows where the slope is small: 1e-8 of it; this is the nearer to the exact slope, as TA-Lib 0.6 is.',
    create: () => {
      const closes = new RollingWeightedSum(bars);
      return kernel({ closes }, (bar) => slopeWith(closes, bars, bar.close));
    },
  }),
};

/**
 * Slope of the straight line through the newest closes, in units of the price's volatility.
 *
 * linreg_slope = slope / (c_t · σ_t)
 *
 * @param bars - ≥ 2, bars
 * @returns unbounded, about ±1 in practice; NaN for max(bars − 1, 20) bars, 0 while nothing has moved
 * @see golden values by TA-Lib
 */
export function regressionSlopeInVolatility(bars: number): FeatureDefinition {
  const warmupBars = Math.max(bars - 1, VOLATILITY_WARMUP_BARS);
  return {
    name: `linreg_slope${bars}`,
    group: 'trend',
    inputs: ['close'],
    warmupBars,
    formula: `${formulaOf(bars)}, / (c[t] * volatility[t])`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'none',
    create: () => {
      const count = new BarCount();
      const closes = new RollingWeightedSum(bars);
      return kernel({ count, closes }, (bar) => {
        const slope = slopeWith(closes, bars, bar.close);
        return count.passes(warmupBars) ? inVolatilityUnits(slope, bar) : Number.NaN;
      });
    },
  };
}
