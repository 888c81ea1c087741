import type { Stateful } from '#base';
import { BarCount } from '../../bar-count.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { LEAST_VOLUME } from './least-volume.ts';
import { moneyFlowVolume } from './money-flow-volume.ts';

const FAST_WEIGHT = 2 / (3 + 1);
const SLOW_WEIGHT = 2 / (10 + 1);
const WARMUP_BARS = 10 - 1;

interface LineAveragesState {
  readonly line: number;
  readonly fast: number;
  readonly slow: number;
  readonly started: boolean;
}

/**
 * Fast less slow average of the running total of a flow, both starting at its first value.
 *
 * The total is summed plainly, and in TA-Lib's order: the oscillator is a small difference of large
 * numbers, and only the same roundings give the same digits.
 */
class LineAverages implements Stateful<LineAveragesState> {
  #line = 0;
  #fast = 0;
  #slow = 0;
  #started = false;

  update(flow: number): number {
    this.#line += flow;
    this.#fast = this.#started ? averaged(this.#fast, this.#line, FAST_WEIGHT) : this.#line;
    this.#slow = this.#started ? averaged(this.#slow, this.#line, SLOW_WEIGHT) : this.#line;
    this.#started = true;
    return this.#fast - this.#slow;
  }

  saveState(): LineAveragesState {
    return { line: this.#line, fast: this.#fast, slow: this.#slow, started: this.#started };
  }

  loadState(state: LineAveragesState): void {
    this.#line = state.line;
    this.#fast = state.fast;
    this.#slow = state.slow;
    this.#started = state.started;
  }
}

function averaged(before: number, value: number, weight: number): number {
  return weight * value + (1 - weight) * before;
}

/**
 * Chaikin's oscillator: is money flowing in faster than it did?
 *
 * ADOSC = ema(AD, 3) − ema(AD, 10), AD the accumulation/distribution line, both starting at its first value
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
    note: 'Both averages start at the first value of the line and are rounded as in TA-Lib 0.6; later releases round otherwise.',
    create: () => {
      const averages = new LineAverages();
      const count = new BarCount();
      return kernel({ averages, count }, (bar) => {
        const oscillator = averages.update(moneyFlowVolume(bar));
        return count.passes(WARMUP_BARS) ? oscillator : Number.NaN;
      });
    },
  }),
};

interface FlowOscillatorState {
  readonly fast: number;
  readonly slow: number;
}

/**
 * The oscillator of a flow's running total without the total, whose digits would be lost over the years:
 * an average lags behind it by lag_t = (1 − weight)(lag_{t−1} + x_t).
 */
class FlowOscillator implements Stateful<FlowOscillatorState> {
  #fastLag = 0;
  #slowLag = 0;

  update(flow: number): number {
    this.#fastLag = (1 - FAST_WEIGHT) * (this.#fastLag + flow);
    this.#slowLag = (1 - SLOW_WEIGHT) * (this.#slowLag + flow);
    return this.#slowLag - this.#fastLag;
  }

  saveState(): FlowOscillatorState {
    return { fast: this.#fastLag, slow: this.#slowLag };
  }

  loadState(state: FlowOscillatorState): void {
    this.#fastLag = state.fast;
    this.#slowLag = state.slow;
  }
}

/**
 * Chaikin's oscillator over what it would be had every bar closed at its high.
 *
 * adosc_share = Σ w_k x_{t−k} / Σ w_k v_{t−k}, x = v · ((c − l) − (h − c)) / (h − l),
 * w_k = (9 / 11)^(k + 1) − (1 / 2)^(k + 1)
 *
 * These are the weights that ema(ad, 3) − ema(ad, 10) gives to the flows that add up to the line; all are
 * positive, the largest two bars back, so it is a share of the recent volume.
 *
 * −1…1; NaN for the first 9 bars, 0 where nothing was traded.
 */
export const chaikinShare: FeatureDefinition = {
  name: 'adosc_share',
  group: 'volume',
  inputs: ['high', 'low', 'close', 'volume'],
  warmupBars: WARMUP_BARS,
  formula:
    'sum(w[k] * v * ((c - l) - (h - c)) / (h - l)) / sum(w[k] * v), w[k] = (9/11)^(k+1) - (1/2)^(k+1)',
  range: [-1, 1],
  scaling: 'none',
  create: () => {
    const flows = new FlowOscillator();
    const volumes = new FlowOscillator();
    const count = new BarCount();
    return kernel({ flows, volumes, count }, (bar) => {
      const moved = flows.update(moneyFlowVolume(bar));
      const usual = volumes.update(bar.volume);
      if (!count.passes(WARMUP_BARS)) return Number.NaN;
      return usual > LEAST_VOLUME ? Math.max(-1, Math.min(1, moved / usual)) : 0;
    });
  },
};
