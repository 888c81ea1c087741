import { ValueWindow } from '#base';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';

/** Less money than this in a bar is no trade whose effect on the price could be measured. */
const NO_TURNOVER = 1e-30;

/**
 * Amihud's illiquidity, as a logarithm: how much price a unit of money moves.
 *
 * amihud = ln(mean(|ln(c_t / c_{t−1})| / (c_t · v_t))), over those of the newest bars that were traded
 *
 * Its level is the currency's and the asset's; what counts is its change, which the rolling z-score shows.
 *
 * @param bars - window, ≥ 1, bars
 * @returns unbounded; NaN for the first `bars` bars; where nothing was traded or moved the value before, 0
 *   without one
 * @see Y. Amihud, Illiquidity and Stock Returns, 2002
 */
export function amihudIlliquidity(bars: number): FeatureDefinition {
  return {
    name: `amihud${bars}`,
    group: 'volume',
    inputs: ['close', 'volume'],
    warmupBars: bars,
    formula: `ln(mean(|log_return| / (c * v))) over the bars of t-${bars - 1}..t with volume`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const impacts = new RollingSum(bars);
      const traded = new RollingSum(bars);
      const last = new ValueWindow(1);
      return kernel({ impacts, traded, last }, ({ logReturn, close, volume }) => {
        if (Number.isNaN(logReturn)) return Number.NaN;
        const money = close * volume;
        const isTraded = money > NO_TURNOVER;
        const impact = impacts.update(isTraded ? Math.abs(logReturn) / money : 0);
        const count = traded.update(isTraded ? 1 : 0);
        if (Number.isNaN(impact)) return Number.NaN;
        if (impact > 0) last.push(Math.log(impact / count));
        return last.full ? last.oldest : 0;
      });
    },
  };
}
