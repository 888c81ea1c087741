import { exponentialAverage, VOLATILITY_WARMUP_BARS } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { LEAST_VOLUME } from './least-volume.ts';

/**
 * Elder's force index, scale-free: moves weighed by the volume behind them.
 *
 * force = ema(r · v, bars) / (σ_t · ema(v, bars)), r = ln(c_t / c_{t−1})
 *
 * Elder multiplies by price changes; returns are price changes over price, which takes the price level
 * out at each bar and not only at the newest.
 *
 * @param bars - period of both averages, ≥ 1, bars
 * @returns unbounded, about ±2 in practice; NaN for max(bars, 20) bars, 0 where nothing was traded or moved
 * @see A. Elder, Trading for a Living, 1993
 */
export function forceIndex(bars: number): FeatureDefinition {
  const warmupBars = Math.max(bars, VOLATILITY_WARMUP_BARS);
  return {
    name: `force${bars}`,
    group: 'volume',
    inputs: ['close', 'volume'],
    warmupBars,
    formula: `ema(log_return * v, ${bars}) / (volatility[t] * ema(v, ${bars})), from the second bar on`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'none',
    create: () => {
      const force = exponentialAverage(bars);
      const volumes = exponentialAverage(bars);
      const count = new BarCount();
      return kernel({ force, volumes, count }, ({ logReturn, volume, volatility }) => {
        const isKnown = count.passes(warmupBars);
        if (Number.isNaN(logReturn)) return Number.NaN;
        const moved = force.update(logReturn * volume);
        const usual = volumes.update(volume);
        if (!isKnown) return Number.NaN;
        return usual > LEAST_VOLUME && volatility > 0 ? moved / usual / volatility : 0;
      });
    },
  };
}
