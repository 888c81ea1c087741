import { type FeatureContext, type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { logBar } from '../../sources/log-bar.ts';
import { SharedValue } from '../../sources/shared-value.ts';

/**
 * Rogers and Satchell's variance: right whatever the drift, blind to gaps.
 *
 * mean(ln(h / c) ln(h / o) + ln(l / c) ln(l / o))
 *
 * @param bars - ≥ 1, bars
 * @returns ≥ 0, squared fraction a bar; NaN for the first bars − 1 bars
 * @see Rogers and Satchell, Estimating Variance From High, Low and Closing Prices, 1991
 */
export function rogersSatchellVariance(context: FeatureContext, bars: number): SharedValue {
  const log = logBar(context);
  return context.share(`rogers-satchell ${bars}`, () => {
    const sum = new RollingSum(bars);
    const share = 1 / bars;
    return new SharedValue(
      kernel({ sum }, () => {
        const { up, down, body } = log;
        const variance = up * (up - body) + down * (down - body);
        // Rounding takes bars that end at an extreme a hair below 0.
        return sum.update(variance > 0 ? variance : 0) * share;
      }),
    );
  });
}

/**
 * Rogers and Satchell's volatility.
 *
 * rogers_satchell = √(mean(ln(h / c) ln(h / o) + ln(l / c) ln(l / o)))
 *
 * @param bars - ≥ 1, bars
 * @returns ≥ 0, fraction a bar; NaN for the first bars − 1 bars
 * @see Rogers and Satchell, Estimating Variance From High, Low and Closing Prices, 1991
 */
export function rogersSatchell(bars: number): FeatureDefinition {
  return {
    name: `rogers_satchell${bars}`,
    group: 'volatility',
    inputs: ['open', 'high', 'low', 'close'],
    warmupBars: bars - 1,
    formula: `sqrt(mean(ln(h/c) * ln(h/o) + ln(l/c) * ln(l/o))) over ${bars} bars`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: (context) => {
      const variance = rogersSatchellVariance(context, bars);
      return kernel({}, () => Math.sqrt(variance.value));
    },
  };
}
