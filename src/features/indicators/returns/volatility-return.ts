import { VOLATILITY_WARMUP_BARS } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { logCloses } from '../../sources/log-closes.ts';

/**
 * Return over `bars` bars in units of its volatility: comparable between assets and regimes.
 *
 * ret = ln(c_t / c_{t−bars}) / (σ_t · √bars), σ the exponentially weighted volatility a bar
 *
 * @param bars - look-back, 1…252, bars
 * @returns unbounded, about ±3 in practice; NaN for max(bars, 20) bars, 0 while nothing has moved
 * @see Lim, Zohren and Roberts, Enhancing Time Series Momentum Strategies Using Deep Neural Networks, 2019
 */
export function volatilityReturn(bars: number): FeatureDefinition {
  const warmupBars = Math.max(bars, VOLATILITY_WARMUP_BARS);
  return {
    name: `ret${bars}_vol`,
    group: 'returns',
    inputs: ['close'],
    warmupBars,
    formula: `ln(c[t] / c[t-${bars}]) / (volatility[t] * sqrt(${bars}))`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'none',
    create: (context) => {
      const closes = logCloses(context, bars);
      const count = new BarCount();
      const root = Math.sqrt(bars);
      return kernel({ count }, ({ logClose, volatility }) => {
        if (!count.passes(warmupBars)) return Number.NaN;
        return volatility > 0 ? (logClose - closes.ago(bars)) / (volatility * root) : 0;
      });
    },
  };
}
