import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';

/**
 * Share of the squared returns that falls made: above ½ the asset falls harder than it rises.
 *
 * downside_vol = Σ min(r, 0)² / Σ r², r = ln(c_t / c_{t−1})
 *
 * @param bars - ≥ 1, bars
 * @returns 0…1; NaN for the first `bars` bars, ½ where nothing has moved
 * @see Barndorff-Nielsen, Kinnebrock and Shephard, Measuring Downside Risk: Realised Semivariance, 2008
 */
export function downsideVolatility(bars: number): FeatureDefinition {
  return {
    name: `downside_vol${bars}`,
    group: 'volatility',
    inputs: ['close'],
    warmupBars: bars,
    formula: `sum(min(log_return, 0)^2) / sum(log_return^2) over ${bars} bars`,
    range: [0, 1],
    scaling: 'rolling',
    create: () => {
      const falls = new RollingSum(bars);
      const all = new RollingSum(bars);
      return kernel({ falls, all }, ({ logReturn }) => {
        if (Number.isNaN(logReturn)) return Number.NaN;
        const square = logReturn * logReturn;
        const fallen = falls.update(logReturn < 0 ? square : 0);
        const moved = all.update(square);
        return moved === 0 ? 0.5 : fallen / moved;
      });
    },
  };
}
