import { ValueWindow } from '#base';
import { wilderAverage } from '../averages.ts';
import { type FeatureDefinition, kernel } from '../kernel.ts';

/**
 * Wilder's relative strength index: what share of recent movement was upward.
 *
 * rsi = 100 · up / (up + down), `up` and `down` Wilder averages of rises and falls
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns 0…100; NaN for the first `bars` bars, 50 where price has not moved
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export function rsi(bars: number): FeatureDefinition {
  return {
    name: `rsi${bars}`,
    group: 'momentum',
    inputs: ['close'],
    warmupBars: bars,
    formula: `100 * up / (up + down), Wilder averages over ${bars} of rises and falls`,
    range: [0, 100],
    scaling: 'rolling',
    create: () => {
      const up = wilderAverage(bars);
      const down = wilderAverage(bars);
      const last = new ValueWindow(1);
      return kernel({ up, down, last }, (bar) => {
        const move = bar.close - last.oldest;
        last.push(bar.close);
        if (Number.isNaN(move)) return Number.NaN;
        const rises = up.update(Math.max(move, 0));
        const movement = rises + down.update(Math.max(-move, 0));
        return movement === 0 ? 50 : (100 * rises) / movement;
      });
    },
  };
}
