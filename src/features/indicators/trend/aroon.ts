import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingPeak } from '../../rolling/rolling-peak.ts';

/**
 * Aroon: how fresh the newest extremes are.
 *
 * aroonUp = 100 · (bars − bars since the highest high) / bars, over bars + 1 bars; aroonDown of the lowest low
 *
 * 0…100; NaN for the first `bars` bars. Of equal extremes the latest counts.
 *
 * @see T. S. Chande, Technical Analysis of Stocks & Commodities, 1995; golden values by TA-Lib
 */
export const aroonLevel: LevelFamily = {
  family: 'AROON',
  periods: [14],
  outputs: ['aroonDown', 'aroonUp'],
  make: ([bars], output) => {
    const isUp = output === 'aroonUp';
    return {
      name: `AROON_${bars}.${output}`,
      group: 'level',
      inputs: [isUp ? 'high' : 'low'],
      warmupBars: bars,
      formula: `100 * (${bars} - bars since ${isUp ? 'the highest h' : 'the lowest l'} of t-${bars}..t) / ${bars}`,
      range: [0, 100],
      scaling: 'rolling',
      create: () => {
        const peak = new RollingPeak(bars + 1);
        return kernel({ peak }, (bar) => {
          const age = peak.update(isUp ? bar.high : -bar.low);
          return (100 * (bars - age)) / bars;
        });
      },
    };
  },
};

/**
 * Aroon oscillator: is the newest high or the newest low fresher?
 *
 * aroon_osc = (bars since the lowest low − bars since the highest high) / bars, over bars + 1 bars
 *
 * @param bars - ≥ 1, bars
 * @returns −1…1; NaN for the first `bars` bars, 0 where price has not moved
 * @see T. S. Chande, Technical Analysis of Stocks & Commodities, 1995; golden values by TA-Lib
 */
export function aroonOscillator(bars: number): FeatureDefinition {
  return {
    name: `aroon_osc${bars}`,
    group: 'trend',
    inputs: ['high', 'low'],
    warmupBars: bars,
    formula: `(bars since the lowest l - bars since the highest h, of t-${bars}..t) / ${bars}`,
    range: [-1, 1],
    scaling: 'none',
    create: () => {
      const highs = new RollingPeak(bars + 1);
      const negatedLows = new RollingPeak(bars + 1);
      return kernel({ highs, negatedLows }, (bar) => {
        const sinceHigh = highs.update(bar.high);
        return (negatedLows.update(-bar.low) - sinceHigh) / bars;
      });
    },
  };
}
