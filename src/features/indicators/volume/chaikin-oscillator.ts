import type { Stateful } from '#base';
import { BarCount } from '../../averages.ts';
import { type FeatureContext, type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { moneyFlowVolume } from '../../sources/volume-flow.ts';
import { SharedValue } from '../../sources/shared-value.ts';

const FAST_BARS = 3;
const SLOW_BARS = 10;
const WARMUP_BARS = SLOW_BARS - 1;
/** Volumes below are what rounding leaves of trading long ago. */
const NOTHING = 1e-300;

interface TotalOscillatorState {
  readonly fastLag: number;
  readonly slowLag: number;
  readonly started: boolean;
}

/**
 * Fast less slow exponential average of the running total of some flow, both starting at its first value.
 *
 * An average's lag behind the total follows from the flow alone, lag_t = (1 − weight)(lag_{t−1} + x_t),
 * so that no total is kept whose digits would be lost over the years.
 */
class TotalOscillator implements Stateful<TotalOscillatorState> {
  #fastLag = 0;
  #slowLag = 0;
  #started = false;

  /** Takes the flow of the next bar; returns fast − slow. */
  update(flow: number): number {
    if (this.#started) {
      this.#fastLag = (1 - 2 / (FAST_BARS + 1)) * (this.#fastLag + flow);
      this.#slowLag = (1 - 2 / (SLOW_BARS + 1)) * (this.#slowLag + flow);
    }
    this.#started = true;
    return this.#slowLag - this.#fastLag;
  }

  saveState(): TotalOscillatorState {
    return { fastLag: this.#fastLag, slowLag: this.#slowLag, started: this.#started };
  }

  loadState(state: TotalOscillatorState): void {
    this.#fastLag = state.fastLag;
    this.#slowLag = state.slowLag;
    this.#started = state.started;
  }
}

/** Chaikin's oscillator, units; NaN for the first 9 bars. */
function chaikinOscillator(context: FeatureContext): SharedValue {
  const flow = moneyFlowVolume(context);
  return context.share('chaikin-oscillator', () => {
    const oscillator = new TotalOscillator();
    const count = new BarCount();
    return new SharedValue(
      kernel({ oscillator, count }, () => {
        const value = oscillator.update(flow.value);
        return count.passes(WARMUP_BARS) ? value : Number.NaN;
      }),
    );
  });
}

/**
 * Chaikin's oscillator: is money flowing in faster than it did?
 *
 * adosc = ema(ad, 3) − ema(ad, 10), ad the accumulation/distribution line, both starting at its first value
 *
 * Unbounded, units; NaN for the first 9 bars.
 *
 * @see M. Chaikin; golden values by TA-Lib
 */
export const chaikinOscillatorLevel: LevelFamily = {
  family: 'ADOSC',
  periods: [],
  outputs: [],
  make: () => ({
    name: 'ADOSC',
    group: 'level',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: WARMUP_BARS,
    formula: 'ema(ad, 3) - ema(ad, 10), ad = sum(v * ((c - l) - (h - c)) / (h - l))',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    note: 'Both averages start at the first value of the line, as in TA-Lib, and not at a mean of several.',
    create: (context) => {
      const oscillator = chaikinOscillator(context);
      return kernel({}, () => oscillator.value);
    },
  }),
};

/**
 * Chaikin's oscillator over what it would be had every bar closed at its high.
 *
 * adosc_share = adosc(v · place of the close) / adosc(v)
 *
 * Both are sums of the same positive weights, largest three bars back, so it is a share of the recent
 * volume.
 *
 * −1…1; NaN for the first 9 bars, 0 where nothing was traded.
 */
export const chaikinShare: FeatureDefinition = {
  name: 'adosc_share',
  group: 'volume',
  inputs: ['high', 'low', 'close', 'volume'],
  warmupBars: WARMUP_BARS,
  formula: '(ema(ad, 3) - ema(ad, 10)) / (ema(sum(v), 3) - ema(sum(v), 10))',
  range: [-1, 1],
  scaling: 'none',
  create: (context) => {
    const oscillator = chaikinOscillator(context);
    const volume = new TotalOscillator();
    return kernel({ volume }, (bar) => {
      const usual = volume.update(bar.volume);
      const { value } = oscillator;
      if (Number.isNaN(value)) return Number.NaN;
      return usual > NOTHING ? Math.max(-1, Math.min(1, value / usual)) : 0;
    });
  },
};
