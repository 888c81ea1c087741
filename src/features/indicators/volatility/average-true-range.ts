import { wilderAverage } from '../../averages.ts';
import { type FeatureContext, type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { SharedValue } from '../../sources/shared-value.ts';

/**
 * Wilder's average true range: how wide bars are, gaps included.
 *
 * atr = wilder(max(h, c_{t−1}) − min(l, c_{t−1}), bars)
 *
 * @param bars - Wilder period, ≥ 1, bars
 * @returns ≥ 0, price units; NaN for the first `bars` bars
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; golden values by TA-Lib
 */
export function averageTrueRange(context: FeatureContext, bars: number): SharedValue {
  return context.share(`average-true-range ${bars}`, () => {
    const average = wilderAverage(bars);
    return new SharedValue(
      kernel({ average }, ({ trueRange }) =>
        Number.isNaN(trueRange) ? Number.NaN : average.update(trueRange),
      ),
    );
  });
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
    create: (context) => {
      const average = averageTrueRange(context, bars);
      return kernel({}, (bar) => average.value / bar.close);
    },
  };
}

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
    create: (context) => {
      const average = averageTrueRange(context, bars);
      return kernel({}, () => average.value);
    },
  }),
};

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
    create: (context) => {
      const average = averageTrueRange(context, bars);
      return kernel({}, (bar) => (100 * average.value) / bar.close);
    },
  }),
};
