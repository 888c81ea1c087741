import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { bodyShare } from '../range/share-of-range.ts';

/**
 * Balance of power: how much of its range a bar kept.
 *
 * BOP = (c_t − o_t) / (h_t − l_t)
 *
 * −1…1; never NaN, 0 for a bar without a range. The model feature is body.
 *
 * @see I. Livshin, Technical Analysis of Stocks & Commodities, 2001; golden values by TA-Lib
 */
export const balanceOfPowerLevel: LevelFamily = {
  family: 'BOP',
  periods: [],
  outputs: [],
  make: () => ({
    name: 'BOP',
    group: 'level',
    inputs: ['open', 'high', 'low', 'close'],
    warmupBars: 0,
    formula: '(c[t] - o[t]) / (h[t] - l[t])',
    range: [-1, 1],
    scaling: 'rolling',
    create: () => kernel({}, bodyShare),
  }),
};

/**
 * Mean balance of power: how much of their range recent bars kept.
 *
 * bop = mean((c − o) / (h − l))
 *
 * @param bars - ≥ 1, bars
 * @returns −1…1; NaN for the first bars − 1 bars; a bar without a range counts as 0
 * @see I. Livshin, Technical Analysis of Stocks & Commodities, 2001
 */
export function meanBalanceOfPower(bars: number): FeatureDefinition {
  return {
    name: `bop${bars}`,
    group: 'momentum',
    inputs: ['open', 'high', 'low', 'close'],
    warmupBars: bars - 1,
    formula: `mean((c - o) / (h - l)) over ${bars} bars`,
    range: [-1, 1],
    scaling: 'none',
    create: () => {
      const balances = new RollingSum(bars);
      return kernel({ balances }, (bar) => {
        balances.update(bodyShare(bar));
        return balances.mean;
      });
    },
  };
}
