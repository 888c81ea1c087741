import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { volumeSum } from '../../sources/volume-sum.ts';

/**
 * How far the close stands from what the newest bars were traded at on average.
 *
 * vwap_dist = c_t / vwap_t − 1, vwap = Σ p · v / Σ v, p = (h + l + c) / 3
 *
 * @param bars - window of the average, ≥ 1, bars
 * @returns ≥ −1, fraction; NaN for the first bars − 1 bars, 0 where nothing was traded
 * @see Berkowitz, Logue and Noser, The Total Cost of Transactions on the NYSE, 1988
 */
export function vwapDistance(bars: number): FeatureDefinition {
  return {
    name: `vwap${bars}_dist`,
    group: 'volume',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: bars - 1,
    formula: `c[t] / (sum(p * v) / sum(v)) - 1, p = (h + l + c) / 3, over ${bars} bars`,
    range: [-1, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: (context) => {
      const traded = volumeSum(context, bars);
      const paid = new RollingSum(bars);
      return kernel({ paid }, ({ high, low, close, volume }) => {
        const money = paid.update(((high + low + close) / 3) * volume);
        return money === 0 ? 0 : (close * traded.value) / money - 1;
      });
    },
  };
}
