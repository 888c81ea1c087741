import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { directionalMovement } from './directional-movement.ts';

type Side = 'plus' | 'minus';

const FORMULAS: Readonly<Record<Side, (bars: number) => string>> = {
  plus: (bars) =>
    `wilder sum(h[t] - h[t-1] where > l[t-1] - l[t] and > 0) / wilder sum(true range), ${bars} bars`,
  minus: (bars) =>
    `wilder sum(l[t-1] - l[t] where > h[t] - h[t-1] and > 0) / wilder sum(true range), ${bars} bars`,
};

/** Movement as a share of the range; 0 without one. */
const shareOf = (movement: number, range: number) => (range === 0 ? 0 : movement / range);

function directionalLevel(family: string, side: Side): LevelFamily {
  return {
    family,
    periods: [14],
    outputs: [],
    make: ([bars]) => ({
      name: `${family}_${bars}`,
      group: 'level',
      inputs: ['high', 'low', 'close'],
      warmupBars: bars,
      formula: `100 * ${FORMULAS[side](bars)}`,
      range: [0, 100],
      scaling: 'rolling',
      note: 'After some 400 bars that stand still TA-Lib before 0.8 falls to 0; this keeps its value, as TA-Lib 0.8 does.',
      create: (context) => {
        const movement = directionalMovement(context, bars);
        return kernel({}, () => 100 * shareOf(movement[side], movement.range));
      },
    }),
  };
}

function directionalFeature(name: string, side: Side, bars: number): FeatureDefinition {
  return {
    name: `${name}${bars}`,
    group: 'trend',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: FORMULAS[side](bars),
    range: [0, 1],
    scaling: 'rolling',
    create: (context) => {
      const movement = directionalMovement(context, bars);
      return kernel({}, () => shareOf(movement[side], movement.range));
    },
  };
}

/**
 * Wilder's positive directional indicator: what share of the range pushed highs up.
 *
 * PLUS_DI = 100 · wilderSum(rise of the high where it is more than the fall of the low) / wilderSum(true range)
 *
 * 0…100; NaN for the first `bars` bars, 0 without a range.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const plusDirectionalLevel: LevelFamily = directionalLevel('PLUS_DI', 'plus');

/**
 * Wilder's negative directional indicator: what share of the range pushed lows down.
 *
 * MINUS_DI = 100 · wilderSum(fall of the low where it is more than the rise of the high) / wilderSum(true range)
 *
 * 0…100; NaN for the first `bars` bars, 0 without a range.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const minusDirectionalLevel: LevelFamily = directionalLevel('MINUS_DI', 'minus');

/**
 * Wilder's positive directional indicator as a fraction.
 *
 * plus_di = PLUS_DI / 100
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns 0…1; NaN for the first `bars` bars, 0 without a range
 */
export const plusDirectional = (bars: number): FeatureDefinition =>
  directionalFeature('plus_di', 'plus', bars);

/**
 * Wilder's negative directional indicator as a fraction.
 *
 * minus_di = MINUS_DI / 100
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns 0…1; NaN for the first `bars` bars, 0 without a range
 */
export const minusDirectional = (bars: number): FeatureDefinition =>
  directionalFeature('minus_di', 'minus', bars);
