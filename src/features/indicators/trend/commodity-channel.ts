import { type FeatureDefinition, type Kernel, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingMeanDeviation } from '../../rolling/rolling-mean-deviation.ts';

/** A mean deviation below this share of the price is the rounding of equal prices. */
const FLAT = 1e-12;

/** (typical price − its mean) / (`constant` · its mean absolute deviation); 0 without deviation. */
function commodityChannelIndex(bars: number, constant: number): Kernel {
  const prices = new RollingMeanDeviation(bars);
  // One price off all others is as far as there is.
  const farthest = bars / (2 * constant);
  return kernel({ prices }, (bar) => {
    const price = (bar.high + bar.low + bar.close) / 3;
    prices.update(price);
    const { mean, deviation } = prices;
    if (Number.isNaN(mean)) return Number.NaN;
    if (!(deviation > FLAT * mean)) return 0;
    const index = (price - mean) / (constant * deviation);
    return Math.max(-farthest, Math.min(farthest, index));
  });
}

const formulaOf = (bars: number) =>
  `(p[t] - mean(p)) / mean(|p - mean(p)|) over ${bars} bars, p = (h + l + c) / 3`;

/** Lambert's constant, which makes most values lie within ±100. */
const LAMBERT = 0.015;

/**
 * Commodity channel index: how far the typical price stands from its average, by how far it usually does.
 *
 * CCI = (p_t − mean(p)) / (0.015 · mean(|p − mean(p)|)), p = (h + l + c) / 3, over `bars` bars
 *
 * ±bars / 0.03; NaN for the first bars − 1 bars, 0 where price has not moved.
 *
 * @see D. R. Lambert, Commodity Channel Index, 1980; golden values by TA-Lib
 */
export const commodityChannelLevel: LevelFamily = {
  family: 'CCI',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `CCI_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars - 1,
    formula: `${formulaOf(bars)}, / ${LAMBERT}`,
    range: [-bars / (2 * LAMBERT), bars / (2 * LAMBERT)],
    scaling: 'rolling',
    note: 'On prices that stand still TA-Lib before 0.8 divides one rounding error by another; this is 0, as TA-Lib 0.8 is.',
    create: () => commodityChannelIndex(bars, LAMBERT),
  }),
};

/**
 * The commodity channel index in mean absolute deviations, without its constant.
 *
 * cci = (p_t − mean(p)) / mean(|p − mean(p)|), p = (h + l + c) / 3, over `bars` bars
 *
 * @param bars - ≥ 1, bars
 * @returns ±bars / 2, about ±2 in practice; NaN for the first bars − 1 bars, 0 where price has not moved
 * @see D. R. Lambert, Commodity Channel Index, 1980; golden values by TA-Lib
 */
export function commodityChannel(bars: number): FeatureDefinition {
  return {
    name: `cci${bars}`,
    group: 'trend',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars - 1,
    formula: formulaOf(bars),
    range: [-bars / 2, bars / 2],
    scaling: 'none',
    create: () => commodityChannelIndex(bars, 1),
  };
}
