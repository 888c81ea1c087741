import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { directionalMovement } from './directional-movement.ts';

const NOTE =
  'After some 400 bars that stand still TA-Lib before 0.8 falls to 0; this keeps its value, as TA-Lib 0.8 does.';

const plusFormula = (bars: number) =>
  `wilder sum(h[t] - h[t-1] where > l[t-1] - l[t] and > 0) / wilder sum(true range), ${bars} bars`;
const minusFormula = (bars: number) =>
  `wilder sum(l[t-1] - l[t] where > h[t] - h[t-1] and > 0) / wilder sum(true range), ${bars} bars`;

/** Movement as a share of the range; 0 without one. */
const shareOf = (movement: number, range: number) => (range === 0 ? 0 : movement / range);

/**
 * Wilder's positive directional indicator: what share of the range pushed highs up.
 *
 * PLUS_DI = 100 · wilderSum(rise of the high where it is more than the fall of the low) / wilderSum(true range)
 *
 * 0…100; NaN for the first `bars` bars, 0 without a range.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const plusDirectionalLevel: LevelFamily = {
  family: 'PLUS_DI',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `PLUS_DI_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: `100 * ${plusFormula(bars)}`,
    range: [0, 100],
    scaling: 'rolling',
    note: NOTE,
    create: (context) => {
      const movement = directionalMovement(context, bars);
      return kernel({}, () => 100 * shareOf(movement.plus, movement.range));
    },
  }),
};

/**
 * Wilder's negative directional indicator: what share of the range pushed lows down.
 *
 * MINUS_DI = 100 · wilderSum(fall of the low where it is more than the rise of the high) / wilderSum(true range)
 *
 * 0…100; NaN for the first `bars` bars, 0 without a range.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const minusDirectionalLevel: LevelFamily = {
  family: 'MINUS_DI',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `MINUS_DI_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: `100 * ${minusFormula(bars)}`,
    range: [0, 100],
    scaling: 'rolling',
    note: NOTE,
    create: (context) => {
      const movement = directionalMovement(context, bars);
      return kernel({}, () => 100 * shareOf(movement.minus, movement.range));
    },
  }),
};

/**
 * Wilder's positive directional indicator as a fraction.
 *
 * plus_di = PLUS_DI / 100
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns 0…1; NaN for the first `bars` bars, 0 without a range
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export function plusDirectional(bars: number): FeatureDefinition {
  return {
    name: `plus_di${bars}`,
    group: 'trend',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: plusFormula(bars),
    range: [0, 1],
    scaling: 'rolling',
    create: (context) => {
      const movement = directionalMovement(context, bars);
      return kernel({}, () => shareOf(movement.plus, movement.range));
    },
  };
}

/**
 * Wilder's negative directional indicator as a fraction.
 *
 * minus_di = MINUS_DI / 100
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns 0…1; NaN for the first `bars` bars, 0 without a range
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export function minusDirectional(bars: number): FeatureDefinition {
  return {
    name: `minus_di${bars}`,
    group: 'trend',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: minusFormula(bars),
    range: [0, 1],
    scaling: 'rolling',
    create: (context) => {
      const movement = directionalMovement(context, bars);
      return kernel({}, () => shareOf(movement.minus, movement.range));
    },
  };
}
