import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { wilderMoves } from './wilder-moves.ts';

/**
 * Share of recent movement that was upward.
 *
 * 100 · up / (up + down)
 *
 * @param up - Wilder average of rises, ≥ 0
 * @param down - Wilder average of falls, ≥ 0
 * @param neutral - value without movement
 * @returns 0…100; NaN when `up` or `down` is
 */
export function relativeStrength(up: number, down: number, neutral: number): number {
  const movement = up + down;
  return movement === 0 ? neutral : 100 * (up / movement);
}

/**
 * Wilder's relative strength index.
 *
 * RSI = 100 · up / (up + down), `up` and `down` Wilder averages of rises and falls
 *
 * 0…100; NaN for the first `bars` bars, 0 where price has not moved.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const rsiLevel: LevelFamily = {
  family: 'RSI',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `RSI_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars,
    formula: `100 * up / (up + down), Wilder averages over ${bars} of rises and falls`,
    range: [0, 100],
    scaling: 'rolling',
    note: 'After some 400 bars that stand still TA-Lib before 0.8 falls to 0; this keeps its value, as TA-Lib 0.8 does.',
    create: (context) => {
      const moves = wilderMoves(context, bars);
      return kernel({}, () => relativeStrength(moves.up, moves.down, 0));
    },
  }),
};

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
    create: (context) => {
      const moves = wilderMoves(context, bars);
      return kernel({}, () => relativeStrength(moves.up, moves.down, 50));
    },
  };
}
