import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';

/**
 * True range: the bar's range, with the gap from the close before.
 *
 * TRANGE = max(h, c_{t−1}) − min(l, c_{t−1})
 *
 * ≥ 0, price units; NaN for the first bar.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const trueRangeLevel: LevelFamily = {
  family: 'TRANGE',
  periods: [],
  outputs: [],
  make: () => ({
    name: 'TRANGE',
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: 1,
    formula: 'max(h[t], c[t-1]) - min(l[t], c[t-1])',
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => kernel({}, (bar) => bar.trueRange),
  }),
};
