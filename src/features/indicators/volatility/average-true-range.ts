import { type AverageState, type SeededAverage, type Stateful, wilderAverage } from '#base';
import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';

/**
 * Wilder's average true range: how wide bars are, gaps included.
 *
 * atr = wilder(max(h, c_{t−1}) − min(l, c_{t−1}), bars)
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export class AverageTrueRange implements Stateful<AverageState> {
  readonly #average: SeededAverage;

  /** @param bars - Wilder period, ≥ 1, bars */
  constructor(bars: number) {
    this.#average = wilderAverage(bars);
  }

  /** Takes the next bar; returns ≥ 0, price units; NaN for the first `bars` bars. */
  update({ trueRange }: BarRow): number {
    return Number.isNaN(trueRange) ? Number.NaN : this.#average.update(trueRange);
  }

  saveState(): AverageState {
    return this.#average.saveState();
  }

  loadState(state: AverageState): void {
    this.#average.loadState(state);
  }
}

/**
 * Average true range over the close, comparable between assets.
 *
 * natr = atr(bars) / c_t
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns ≥ 0, fraction; NaN for the first `bars` bars
 * @see J. Forman, Cross-Market Evaluations With Normalized Average True Range, 2006
 */
export function normalisedTrueRange(bars: number): FeatureDefinition {
  return {
    name: `natr${bars}`,
    group: 'volatility',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: `wilder(max(h[t], c[t-1]) - min(l[t], c[t-1]), ${bars}) / c[t]`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const average = new AverageTrueRange(bars);
      return kernel({ average }, (bar) => average.update(bar) / bar.close);
    },
  };
}

/**
 * Wilder's average true range as a level.
 *
 * ATR = wilder(max(h, c_{t−1}) − min(l, c_{t−1}), bars)
 *
 * ≥ 0, price units; NaN for the first `bars` bars.
 *
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export const averageTrueRangeLevel: LevelFamily = {
  family: 'ATR',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `ATR_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: `wilder(max(h[t], c[t-1]) - min(l[t], c[t-1]), ${bars})`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => {
      const average = new AverageTrueRange(bars);
      return kernel({ average }, (bar) => average.update(bar));
    },
  }),
};

/**
 * Average true range over the close, per cent.
 *
 * NATR = 100 · atr(bars) / c_t
 *
 * ≥ 0; NaN for the first `bars` bars.
 *
 * @see J. Forman, Cross-Market Evaluations With Normalized Average True Range, 2006; golden values by TA-Lib
 */
export const normalisedTrueRangeLevel: LevelFamily = {
  family: 'NATR',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `NATR_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close'],
    warmupBars: bars,
    formula: `100 * wilder(max(h[t], c[t-1]) - min(l[t], c[t-1]), ${bars}) / c[t]`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: "As TA-Lib; pandas-ta averages the true range exponentially, with weight 2 / (bars + 1), where this is Wilder's average.",
    create: () => {
      const average = new AverageTrueRange(bars);
      return kernel({ average }, (bar) => (100 * average.update(bar)) / bar.close);
    },
  }),
};
