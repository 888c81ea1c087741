import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingMoments } from '../../rolling/rolling-moments.ts';
import { logBar } from '../../sources/log-bar.ts';
import { rogersSatchellVariance } from './rogers-satchell.ts';

/**
 * Yang and Zhang's volatility: right whatever the drift, gaps included.
 *
 * yang_zhang = √(var(ln(o / c_{t−1})) + k · var(ln(c / o)) + (1 − k) · rogers_satchell²),
 * k = 0.34 / (1.34 + (n + 1) / (n − 1)), both variances of samples, all over the newest n bars
 *
 * k is the paper's for α = 1.34, the weight of least variance without drift.
 *
 * @param bars - n ≥ 2, bars
 * @returns ≥ 0, fraction a bar; NaN for the first `bars` bars
 * @see Yang and Zhang, Drift-Independent Volatility Estimation Based on High, Low, Open, and Close
 *   Prices, 2000
 */
export function yangZhang(bars: number): FeatureDefinition {
  return {
    name: `yang_zhang${bars}`,
    group: 'volatility',
    inputs: ['open', 'high', 'low', 'close'],
    warmupBars: bars,
    formula: `sqrt(var(ln(o[t]/c[t-1])) + k * var(ln(c/o)) + (1 - k) * rogers_satchell^2) over ${bars} bars, k = 0.34 / (1.34 + ${bars + 1}/${bars - 1})`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: "k as in the paper for alpha = 1.34, and sample variances about the window's own means.",
    create: (context) => {
      const log = logBar(context);
      const withoutGaps = rogersSatchellVariance(context, bars);
      const gaps = new RollingMoments(bars);
      const bodies = new RollingMoments(bars);
      const weight = 0.34 / (1.34 + (bars + 1) / (bars - 1));
      const correction = bars / (bars - 1);
      return kernel({ gaps, bodies }, () => {
        bodies.update(log.body);
        if (Number.isNaN(log.gap)) return Number.NaN;
        gaps.update(log.gap);
        return Math.sqrt(
          correction * (gaps.variance + weight * bodies.variance) +
            (1 - weight) * withoutGaps.value,
        );
      });
    },
  };
}
