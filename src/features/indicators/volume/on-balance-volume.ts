import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum } from '../../rolling/rolling-sum.ts';
import { RunningTotal } from '../../running-total.ts';
import { volumeSum } from '../../sources/volume-sum.ts';

/**
 * Granville's on-balance volume: volume of rises less volume of falls, since the first bar.
 *
 * OBV_t = OBV_{t−1} ± v_t by the sign of c_t − c_{t−1}, OBV_0 = v_0
 *
 * Unbounded, units; known from the first bar. A long total whose level means nothing: read its changes.
 *
 * @see J. Granville, New Key to Stock Market Profits, 1963; started as TA-Lib does, golden values by it
 */
export const onBalanceVolumeLevel: LevelFamily = {
  family: 'OBV',
  periods: [],
  outputs: [],
  make: () => ({
    name: 'OBV',
    group: 'level',
    inputs: ['close', 'volume'],
    warmupBars: 0,
    formula: 'v[0] + sum(sign(c[t] - c[t-1]) * v[t])',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: "Starts at the first bar's volume, as in TA-Lib.",
    create: () => {
      const total = new RunningTotal();
      return kernel({ total }, (bar) =>
        total.update(Number.isNaN(bar.previousClose) ? bar.volume : signedVolume(bar)),
      );
    },
  }),
};

/**
 * Balance of on-balance volume over a window: what share of the trading went with rises, less falls.
 *
 * obv_balance = Σ sign(c_t − c_{t−1}) v_t / Σ v_t
 *
 * @param bars - window, ≥ 1, bars
 * @returns −1…1; NaN for the first `bars` bars, 0 where nothing was traded
 */
export function onBalanceShare(bars: number): FeatureDefinition {
  return {
    name: `obv_balance${bars}`,
    group: 'volume',
    inputs: ['close', 'volume'],
    warmupBars: bars,
    formula: `sum(sign(c[t] - c[t-1]) * v[t]) / sum(v[t]) over ${bars} bars`,
    range: [-1, 1],
    scaling: 'none',
    create: (context) => {
      const traded = volumeSum(context, bars);
      const balance = new RollingSum(bars);
      return kernel({ balance }, (bar) => {
        if (Number.isNaN(bar.previousClose)) return Number.NaN;
        const signed = balance.update(signedVolume(bar));
        if (Number.isNaN(signed)) return Number.NaN;
        // The two sums are rounded apart.
        return traded.value > 0 ? Math.max(-1, Math.min(1, signed / traded.value)) : 0;
      });
    },
  };
}

function signedVolume({ close, previousClose, volume }: BarRow): number {
  return close > previousClose ? volume : close < previousClose ? -volume : 0;
}
