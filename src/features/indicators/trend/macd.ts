import {
  type AverageState,
  BarCount,
  type BarCountState,
  exponentialAverage,
} from '../../averages.ts';
import type { BarRow } from '../../bar-row.ts';
import {
  type BarSource,
  type FeatureContext,
  type FeatureDefinition,
  kernel,
} from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { inVolatilityUnits } from '../../volatility-units.ts';
import { exponentialOfClose } from './exponential-average.ts';

const FAST_BARS = 12;
const SLOW_BARS = 26;
const SIGNAL_BARS = 9;
const WARMUP_BARS = SLOW_BARS + SIGNAL_BARS - 2;
const MACD = 'macd = ema(c, 12) - ema(c, 26)';

interface MacdState {
  readonly start: BarCountState;
  readonly fast: AverageState;
  readonly smooth: AverageState;
}

/** MACD and its signal; the fast average begins so late that both are seeded at the same bar. */
class Macd implements BarSource {
  macd = Number.NaN;
  signal = Number.NaN;
  readonly #slow;
  readonly #start = new BarCount();
  readonly #fast = exponentialAverage(FAST_BARS);
  readonly #smooth = exponentialAverage(SIGNAL_BARS);

  constructor(context: FeatureContext) {
    this.#slow = exponentialOfClose(context, SLOW_BARS);
  }

  update(bar: BarRow): void {
    const fast = this.#start.passes(SLOW_BARS - FAST_BARS)
      ? this.#fast.update(bar.close)
      : Number.NaN;
    const macd = fast - this.#slow.value;
    this.signal = Number.isNaN(macd) ? Number.NaN : this.#smooth.update(macd);
    this.macd = Number.isNaN(this.signal) ? Number.NaN : macd;
  }

  saveState(): MacdState {
    return {
      start: this.#start.saveState(),
      fast: this.#fast.saveState(),
      smooth: this.#smooth.saveState(),
    };
  }

  loadState(state: MacdState): void {
    this.#start.loadState(state.start);
    this.#fast.loadState(state.fast);
    this.#smooth.loadState(state.smooth);
  }
}

/** What is read of the two lines, by the name it has as a level. */
const READINGS = {
  MACD: (lines: Macd) => lines.macd,
  MACDSignal: (lines: Macd) => lines.signal,
  MACDHist: (lines: Macd) => lines.macd - lines.signal,
} as const;

const FORMULAS: Readonly<Record<keyof typeof READINGS, string>> = {
  MACD: 'macd',
  MACDSignal: 'ema(macd, 9)',
  MACDHist: '(macd - ema(macd, 9))',
};

const linesOf = (context: FeatureContext) => context.share('macd', () => new Macd(context));

/**
 * Moving average convergence and divergence, its signal, and the histogram between the two.
 *
 * MACD = ema(c, 12) − ema(c, 26); MACDSignal = ema(MACD, 9); MACDHist = MACD − MACDSignal
 *
 * Unbounded, price units; NaN for the first 33 bars.
 *
 * @see G. Appel, Technical Analysis: Power Tools for Active Investors, 2005; golden values by TA-Lib
 */
export const macdLevel: LevelFamily = {
  family: 'MACD',
  periods: [],
  outputs: Object.keys(READINGS),
  make: (_, output) => {
    const name = output as keyof typeof READINGS;
    return {
      name: `MACD.${name}`,
      group: 'level',
      inputs: ['close'],
      warmupBars: WARMUP_BARS,
      formula: `${FORMULAS[name]}, ${MACD}`,
      range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
      scaling: 'rolling',
      note: 'The fast average is seeded at the bar of the slow one, as TA-Lib does.',
      create: (context) => {
        const lines = linesOf(context);
        const read = READINGS[name];
        return kernel({}, () => read(lines));
      },
    };
  },
};

/**
 * MACD in units of the price's volatility: is the short trend above the long one?
 *
 * macd = (ema(c, 12) − ema(c, 26)) / (c_t · σ_t)
 *
 * Unbounded, about ±3 in practice; NaN for the first 33 bars, 0 while nothing has moved.
 */
export const macd: FeatureDefinition = macdFeature('macd', 'MACD', 'none');

/**
 * The signal line of MACD in units of the price's volatility.
 *
 * macd_signal = ema(macd, 9) / (c_t · σ_t)
 *
 * Unbounded, about ±3 in practice; NaN for the first 33 bars, 0 while nothing has moved.
 */
export const macdSignal: FeatureDefinition = macdFeature('macd_signal', 'MACDSignal', 'none');

/**
 * MACD histogram in units of the price's volatility: is the trend gaining or losing speed?
 *
 * macd_hist = (macd − ema(macd, 9)) / (c_t · σ_t)
 *
 * Unbounded, about ±2 in practice; NaN for the first 33 bars, 0 while nothing has moved.
 */
export const macdHistogram: FeatureDefinition = macdFeature('macd_hist', 'MACDHist', 'rolling');

function macdFeature(
  name: string,
  reading: keyof typeof READINGS,
  scaling: FeatureDefinition['scaling'],
): FeatureDefinition {
  return {
    name,
    group: 'trend',
    inputs: ['close'],
    warmupBars: WARMUP_BARS,
    formula: `${FORMULAS[reading]} / (c[t] * volatility[t]), ${MACD}`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling,
    create: (context) => {
      const lines = linesOf(context);
      const read = READINGS[reading];
      return kernel({}, (bar) => {
        const amount = read(lines);
        return Number.isNaN(amount) ? Number.NaN : inVolatilityUnits(amount, bar);
      });
    },
  };
}
