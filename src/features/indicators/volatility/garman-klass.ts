import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { logBar } from '../../sources/log-bar.ts';

const BODY_WEIGHT = 2 * Math.LN2 - 1;

/**
 * Garman and Klass's volatility from open, high, low and close, blind to gaps, without drift.
 *
 * garman_klass = √(mean(½ ln(h / l)² − (2 ln 2 − 1) ln(c / o)²))
 *
 * This is the paper's practical estimator (its σ̂₅², 7.4 times as efficient as closes), which most
 * programs mean; the least-variance σ̂₄² = 0.511 (u − d)² − 0.019 (c(u + d) − 2ud) − 0.383 c² differs
 * by little, and the one with a weight for the gap is left to Yang and Zhang.
 *
 * @param bars - ≥ 1, bars
 * @returns ≥ 0, fraction a bar; NaN for the first bars − 1 bars
 * @see Garman and Klass, On the Estimation of Security Price Volatilities from Historical Data, 1980
 */
export function garmanKlass(bars: number): FeatureDefinition {
  return {
    name: `garman_klass${bars}`,
    group: 'volatility',
    inputs: ['open', 'high', 'low', 'close'],
    warmupBars: bars - 1,
    formula: `sqrt(mean(ln(h/l)^2 / 2 - (2 ln(2) - 1) * ln(c/o)^2)) over ${bars} bars`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: "Garman and Klass's practical estimator, without the gap between bars that TTR's gk.yz adds.",
    create: (context) => {
      const log = logBar(context);
      const variances = new RollingSum(bars);
      const share = 1 / bars;
      return kernel({ variances }, () => {
        const { range, body } = log;
        const variance = 0.5 * range * range - BODY_WEIGHT * body * body;
        // A bar whose close lies outside its range is no reason for a NaN.
        return Math.sqrt(variances.update(variance > 0 ? variance : 0) * share);
      });
    },
  };
}
