import type { BarRow } from '../../bar-row.ts';
import {
  type BarSource,
  type FeatureContext,
  type FeatureDefinition,
  kernel,
} from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum, type RollingSumState } from '../../rolling/rolling-sum.ts';
import { positionIn, priceRange } from '../../sources/price-range.ts';

interface SlowStochasticState {
  readonly fast: RollingSumState;
  readonly slow: RollingSumState;
}

/** Range, smoothing of %K and smoothing of %D, bars. */
type Periods = readonly [number, number, number];

/** %K smoothed, and smoothed again as %D. */
class SlowStochastic implements BarSource {
  /** 0…1; both NaN until the second is known. */
  k = Number.NaN;
  d = Number.NaN;
  readonly #range;
  readonly #whenEmpty: number;
  readonly #fast: RollingSum;
  readonly #slow: RollingSum;

  constructor(
    context: FeatureContext,
    [rangeBars, slowBars, signalBars]: Periods,
    whenEmpty: number,
  ) {
    this.#range = priceRange(context, rangeBars);
    this.#whenEmpty = whenEmpty;
    this.#fast = new RollingSum(slowBars);
    this.#slow = new RollingSum(signalBars);
  }

  update(bar: BarRow): void {
    this.k = Number.NaN;
    this.d = Number.NaN;
    const { lowest, highest } = this.#range;
    if (Number.isNaN(lowest)) return;
    this.#fast.update(positionIn(lowest, highest, bar.close, this.#whenEmpty));
    if (!this.#fast.full) return;
    const slow = this.#fast.mean;
    this.#slow.update(slow);
    if (!this.#slow.full) return;
    this.k = slow;
    this.d = this.#slow.mean;
  }

  saveState(): SlowStochasticState {
    return { fast: this.#fast.saveState(), slow: this.#slow.saveState() };
  }

  loadState(state: SlowStochasticState): void {
    this.#fast.loadState(state.fast);
    this.#slow.loadState(state.slow);
  }
}

function slowStochastic(
  context: FeatureContext,
  periods: Periods,
  whenEmpty: number,
): SlowStochastic {
  return context.share(
    `slow-stochastic ${periods.join(' ')} ${whenEmpty}`,
    () => new SlowStochastic(context, periods, whenEmpty),
  );
}

const warmupOf = (periods: Periods) => periods[0] + periods[1] + periods[2] - 3;

function formulaOf([rangeBars, slowBars, signalBars]: Periods, line: 'k' | 'd'): string {
  const fast = `(c - min(l)) / (max(h) - min(l)) over ${rangeBars} bars`;
  return line === 'k'
    ? `sma(${fast}, ${slowBars})`
    : `sma(sma(${fast}, ${slowBars}), ${signalBars})`;
}

/**
 * Slow stochastic: where the close stands in the recent range, smoothed.
 *
 * slowK = 100 · sma((c − lowest low) / (highest high − lowest low)); slowD = sma(slowK)
 *
 * 0…100; NaN for the first bars − 1 of the three periods together; a bar whose range is empty counts as 0.
 *
 * @see G. Lane, Lane's Stochastics, 1984; golden values by TA-Lib and pandas-ta
 */
export const slowStochasticLevel: LevelFamily = {
  family: 'STOCH',
  periods: [14, 3, 3],
  outputs: ['slowK', 'slowD'],
  make: ([rangeBars, slowBars, signalBars], output) => {
    const periods: Periods = [rangeBars, slowBars, signalBars];
    const line = output === 'slowK' ? 'k' : 'd';
    return {
      name: `STOCH_${periods.join('_')}.${output}`,
      group: 'level',
      inputs: ['high', 'low', 'close'],
      warmupBars: warmupOf(periods),
      formula: `100 * ${formulaOf(periods, line)}`,
      range: [0, 100],
      scaling: 'rolling',
      note: 'slowK waits for slowD, as in TA-Lib, whose running sums leave some 1e-13 where this is 0.',
      create: (context) => {
        const lines = slowStochastic(context, periods, 0);
        return line === 'k' ? kernel({}, () => 100 * lines.k) : kernel({}, () => 100 * lines.d);
      },
    };
  },
};

const PERIODS: Periods = [14, 3, 3];

function slowFeature(name: string, line: 'k' | 'd'): FeatureDefinition {
  return {
    name,
    group: 'momentum',
    inputs: ['high', 'low', 'close'],
    warmupBars: warmupOf(PERIODS),
    formula: formulaOf(PERIODS, line),
    range: [0, 1],
    scaling: 'rolling',
    create: (context) => {
      const lines = slowStochastic(context, PERIODS, 0.5);
      return line === 'k' ? kernel({}, () => lines.k) : kernel({}, () => lines.d);
    },
  };
}

/**
 * Slow stochastic %K: the raw one over 14 bars, averaged over 3.
 *
 * stoch_slow_k = sma((c − lowest low) / (highest high − lowest low), 3)
 *
 * 0…1; NaN for the first 17 bars; a bar whose range is empty counts as ½.
 *
 * @see G. Lane, Lane's Stochastics, 1984; golden values by TA-Lib and pandas-ta
 */
export const stochasticSlowK: FeatureDefinition = slowFeature('stoch_slow_k', 'k');

/**
 * Slow stochastic %D: slow %K, averaged over 3 bars again.
 *
 * stoch_slow_d = sma(stoch_slow_k, 3)
 *
 * 0…1; NaN for the first 17 bars; a bar whose range is empty counts as ½.
 *
 * @see G. Lane, Lane's Stochastics, 1984; golden values by TA-Lib and pandas-ta
 */
export const stochasticSlowD: FeatureDefinition = slowFeature('stoch_slow_d', 'd');
