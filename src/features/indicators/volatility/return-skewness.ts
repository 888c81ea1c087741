import { VOLATILITY_WARMUP_BARS } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';

/** Variances of standardised returns below are rounding. */
const FLAT = 1e-6;

/**
 * Skewness of standardised returns: below 0 the large moves were falls.
 *
 * skew = √(n(n − 1)) / (n − 2) · m₃ / m₂^1.5 of z = ln(c_t / c_{t−1}) / σ_t over n bars, m central moments
 *
 * Dividing by the volatility that holds this bar bounds |z|, so that one jump does not rule a quarter;
 * it is also why plain sums of powers lose no digits.
 *
 * @param bars - n ≥ 3, bars
 * @returns −√n…√n; NaN for the first bars + 19 bars, 0 where nothing varies
 * @see Joanes and Gill, Comparing measures of sample skewness and kurtosis, 1998, G₁
 */
export function returnSkewness(bars: number): FeatureDefinition {
  const largest = Math.sqrt(bars);
  return {
    name: `skew${bars}`,
    group: 'volatility',
    inputs: ['close'],
    warmupBars: VOLATILITY_WARMUP_BARS + bars - 1,
    formula: `sample skewness G1 of log_return / volatility over ${bars} bars`,
    range: [-largest, largest],
    scaling: 'none',
    create: () => {
      const count = new BarCount();
      const first = new RollingSum(bars);
      const second = new RollingSum(bars);
      const third = new RollingSum(bars);
      const correction = Math.sqrt(bars * (bars - 1)) / (bars - 2);
      return kernel({ count, first, second, third }, (bar) => {
        if (!count.passes(VOLATILITY_WARMUP_BARS)) return Number.NaN;
        const z = bar.volatility > 0 ? bar.logReturn / bar.volatility : 0;
        const square = z * z;
        const mean = first.update(z) / bars;
        const meanSquare = second.update(square) / bars;
        const meanCube = third.update(square * z) / bars;
        if (Number.isNaN(mean)) return Number.NaN;
        const variance = meanSquare - mean * mean;
        if (!(variance > FLAT)) return 0;
        const cube = meanCube - mean * (3 * meanSquare - 2 * mean * mean);
        const skewness = (correction * cube) / (variance * Math.sqrt(variance));
        return Math.max(-largest, Math.min(largest, skewness));
      });
    },
  };
}
