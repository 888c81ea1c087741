import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { wilderMoves } from './wilder-moves.ts';

/** (up − down) / (up + down); 0 without movement. */
function netShare(up: number, down: number): number {
  const movement = up + down;
  return movement === 0 ? 0 : (up - down) / movement;
}

const formulaOf = (bars: number) =>
  `(up - down) / (up + down), Wilder averages over ${bars} of rises and falls`;

/**
 * Chande's momentum oscillator: rises less falls, of all movement.
 *
 * CMO = 100 · (up − down) / (up + down), `up` and `down` Wilder averages of rises and falls
 *
 * −100…100; NaN for the first `bars` bars, 0 where price has not moved.
 *
 * @see T. S. Chande and S. Kroll, The New Technical Trader, 1994; golden values by TA-Lib
 */
export const chandeMomentumLevel: LevelFamily = {
  family: 'CMO',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `CMO_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars,
    formula: `100 * ${formulaOf(bars)}`,
    range: [-100, 100],
    scaling: 'rolling',
    note: 'pandas-ta takes plain sums of rises and falls, as Chande did; this takes Wilder averages, as TA-Lib does, so that no move is forgotten at once. After some 400 bars that stand still TA-Lib before 0.8 falls to 0; this keeps its value, as TA-Lib 0.8 does.',
    create: (context) => {
      const moves = wilderMoves(context, bars);
      return kernel({}, () => 100 * netShare(moves.up, moves.down));
    },
  }),
};

/**
 * Chande's momentum oscillator as a fraction: rises less falls, of all movement.
 *
 * cmo = (up − down) / (up + down), `up` and `down` Wilder averages of rises and falls
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns −1…1; NaN for the first `bars` bars, 0 where price has not moved
 * @see T. S. Chande and S. Kroll, The New Technical Trader, 1994; golden values by TA-Lib
 */
export function chandeMomentum(bars: number): FeatureDefinition {
  return {
    name: `cmo${bars}`,
    group: 'momentum',
    inputs: ['close'],
    warmupBars: bars,
    formula: formulaOf(bars),
    range: [-1, 1],
    scaling: 'none',
    create: (context) => {
      const moves = wilderMoves(context, bars);
      return kernel({}, () => netShare(moves.up, moves.down));
    },
  };
}
