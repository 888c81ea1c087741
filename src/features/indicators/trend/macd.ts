import { type AverageState, exponentialAverage } from '#base';
import { BarCount, type BarCountState } from '../../bar-count.ts';
import type { BarRow } from '../../bar-row.ts';
import {
  type BarSource,
  type FeatureContext,
  type FeatureDefinition,
  type Kernel,
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

const FORMULAS = {
  MACD: 'macd',
  MACDSignal: 'ema(macd, 9)',
  MACDHist: '(macd - ema(macd, 9))',
} as const;

type Line = keyof typeof FORMULAS;

/** One function a line: a name looked up at each bar costs more than the line. */
const READERS: Readonly<Record<Line, (lines: Macd) => Kernel>> = {
  MACD: (lines) => kernel({}, () => lines.macd),
  MACDSignal: (lines) => kernel({}, () => lines.signal),
  MACDHist: (lines) => kernel({}, () => lines.macd - lines.signal),
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
  outputs: Object.keys(FORMULAS),
  make: (_, output) => {
    const name = output as Line;
    return {
      name: `MACD.${name}`,
      group: 'level',
      inputs: ['close'],
      warmupBars: WARMUP_BARS,
      formula: `${FORMULAS[name]}, ${MACD}`,
      range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
      scaling: 'rolling',
      note: 'The fast average is seeded at the bar of the slow one, as TA-Lib does.',
      create: (context) => READERS[name](linesOf(context)),
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
export const macd: FeatureDefinition = {
  ...macdFeature('macd', 'MACD'),
  scaling: 'none',
  create: (context) => {
    const lines = linesOf(context);
    return kernel({}, (bar) => inVolatilityUnits(lines.macd, bar));
  },
};

/**
 * The signal line of MACD in units of the price's volatility.
 *
 * macd_signal = ema(macd, 9) / (c_t · σ_t)
 *
 * Unbounded, about ±3 in practice; NaN for the first 33 bars, 0 while nothing has moved.
 */
export const macdSignal: FeatureDefinition = {
  ...macdFeature('macd_signal', 'MACDSignal'),
  scaling: 'none',
  create: (context) => {
    const lines = linesOf(context);
    return kernel({}, (bar) => inVolatilityUnits(lines.signal, bar));
  },
};

/**
 * MACD histogram in units of the price's volatility: is the trend gaining or losing speed?
 *
 * macd_hist = (macd − ema(macd, 9)) / (c_t · σ_t)
 *
 * Unbounded, about ±2 in practice; NaN for the first 33 bars, 0 while nothing has moved.
 */
export const macdHistogram: FeatureDefinition = {
  ...macdFeature('macd_hist', 'MACDHist'),
  scaling: 'rolling',
  create: (context) => {
    const lines = linesOf(context);
    return kernel({}, (bar) => inVolatilityUnits(lines.macd - lines.signal, bar));
  },
};

function macdFeature(name: string, line: Line): Omit<FeatureDefinition, 'scaling' | 'create'> {
  return {
    name,
    group: 'trend',
    inputs: ['close'],
    warmupBars: WARMUP_BARS,
    formula: `${FORMULAS[line]} / (c[t] * volatility[t]), ${MACD}`,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  };
}
