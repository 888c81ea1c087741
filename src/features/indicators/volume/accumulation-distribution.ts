import { kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RunningTotal } from '../../running-total.ts';
import { moneyFlowVolume } from './money-flow-volume.ts';

/**
 * Chaikin's accumulation/distribution line: volume by the close's place in the bar, since the first bar.
 *
 * AD_t = AD_{t−1} + v_t · ((c − l) − (h − c)) / (h − l)
 *
 * Unbounded, units; known from the first bar, unchanged by bars without a range. A long total whose
 * level means nothing: read its changes.
 *
 * @see M. Chaikin; golden values by TA-Lib
 */
export const accumulationDistributionLevel: LevelFamily = {
  family: 'AD',
  periods: [],
  outputs: [],
  make: () => ({
    name: 'AD',
    group: 'level',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: 0,
    formula: 'sum(v * ((c - l) - (h - c)) / (h - l))',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const total = new RunningTotal();
      return kernel({ total }, (bar) => total.update(moneyFlowVolume(bar)));
    },
  }),
};
