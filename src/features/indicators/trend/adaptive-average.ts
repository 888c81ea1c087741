import { type Stateful, ValueWindow, type ValueWindowState } from '#base';
import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, type Kernel, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum, type RollingSumState } from '../../rolling/rolling-sum.ts';

const SLOWEST = 2 / (30 + 1);
const FASTEST = 2 / (2 + 1);

interface AdaptiveAverageState {
  /** Null until known. */
  readonly value: number | null;
  readonly closes: ValueWindowState;
  readonly moves: RollingSumState;
}

/** Kaufman's average, seeded with the close before its first value. */
class AdaptiveAverage implements Stateful<AdaptiveAverageState> {
  readonly #closes: ValueWindow;
  readonly #moves: RollingSum;
  #value = Number.NaN;

  constructor(bars: number) {
    this.#closes = new ValueWindow(bars);
    this.#moves = new RollingSum(bars);
  }

  /** Takes the next bar; returns the average, NaN for the first `bars` bars. */
  update(bar: BarRow): number {
    const { close, previousClose } = bar;
    const net = close - this.#closes.oldest;
    this.#closes.push(close);
    if (Number.isNaN(previousClose)) return Number.NaN;
    const path = this.#moves.update(Math.abs(close - previousClose));
    if (Number.isNaN(path)) return Number.NaN;
    // Net move and path of a steady rise differ by rounding; where nothing moved both are 0.
    const efficiency = path <= net ? 1 : Math.abs(net) / path;
    const root = SLOWEST + efficiency * (FASTEST - SLOWEST);
    const before = Number.isNaN(this.#value) ? previousClose : this.#value;
    this.#value = before + root * root * (close - before);
    return this.#value;
  }

  saveState(): AdaptiveAverageState {
    return {
      value: Number.isNaN(this.#value) ? null : this.#value,
      closes: this.#closes.saveState(),
      moves: this.#moves.saveState(),
    };
  }

  loadState(state: AdaptiveAverageState): void {
    this.#value = state.value ?? Number.NaN;
    this.#closes.loadState(state.closes);
    this.#moves.loadState(state.moves);
  }
}

function adaptiveAverage(bars: number, read: (average: number, bar: BarRow) => number): Kernel {
  const average = new AdaptiveAverage(bars);
  return kernel({ average }, (bar) => read(average.update(bar), bar));
}

/**
 * Kaufman's adaptive moving average: quick while price goes one way, slow while it only wavers.
 *
 * KAMA_t = KAMA_{t−1} + w² · (c_t − KAMA_{t−1}), w = 2/31 + efficiency · (2/3 − 2/31),
 * efficiency = |c_t − c_{t−bars}| / Σ |c_k − c_{k−1}| over `bars` moves, 1 where nothing has moved
 *
 * > 0, price units; NaN for the first `bars` bars.
 *
 * @see P. J. Kaufman, Smarter Trading, 1995; golden values by TA-Lib
 */
export const adaptiveAverageLevel: LevelFamily = {
  family: 'KAMA',
  periods: [20],
  outputs: [],
  make: ([bars]) => ({
    name: `KAMA_${bars}`,
    group: 'level',
    inputs: ['close'],
    warmupBars: bars,
    formula: `kama(c, ${bars}, fastest 2, slowest 30)[t]`,
    range: [0, Number.POSITIVE_INFINITY],
    scaling: 'rolling',
    create: () => adaptiveAverage(bars, (average) => average),
  }),
};

/**
 * How far the close stands from Kaufman's adaptive average.
 *
 * dist = c_t / kama(c, bars)_t − 1
 *
 * @param bars - window of the efficiency, ≥ 1, bars
 * @returns (−1, (31/2)² − 1), fraction; NaN for the first `bars` bars
 * @see P. J. Kaufman, Smarter Trading, 1995; golden values by TA-Lib
 */
export function adaptiveAverageDistance(bars: number): FeatureDefinition {
  return {
    name: `kama${bars}_dist`,
    group: 'trend',
    inputs: ['close'],
    warmupBars: bars,
    formula: `c[t] / kama(c, ${bars}, fastest 2, slowest 30)[t] - 1`,
    range: [-1, 1 / (SLOWEST * SLOWEST) - 1],
    scaling: 'rolling',
    create: () => adaptiveAverage(bars, (average, bar) => bar.close / average - 1),
  };
}
