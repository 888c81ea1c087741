import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { logBar } from '../../sources/log-bar.ts';

/**
 * Parkinson's volatility, from highs and lows alone: five times as efficient as closes, blind to gaps
 * and drift.
 *
 * parkinson = √(Σ ln(h / l)² / (4 ln 2 · bars))
 *
 * @param bars - ≥ 1, bars
 * @returns ≥ 0, fraction a bar; NaN for the first bars − 1 bars
 * @see M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980
 */
export function parkinson(bars: number): FeatureDefinition {
  return {
    name: `parkinson${bars}`,
    group: 'volatility',
    inputs: ['high', 'low'],
    warmupBars: bars - 1,
    formula: `sqrt(sum(ln(h/l)^2) / (4 ln(2) * ${bars})) over ${bars} bars`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: (context) => {
      const log = logBar(context);
      const squares = new RollingSum(bars);
      const share = 1 / (4 * Math.LN2 * bars);
      return kernel({ squares }, () => Math.sqrt(squares.update(log.range * log.range) * share));
    },
  };
}
