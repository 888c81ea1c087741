import type { Stateful } from '#base';
import type { BarRow } from '../../bar-row.ts';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import type { LevelFamily } from '../../level-family.ts';
import { RollingSum, type RollingSumState } from '../../rolling/rolling-sum.ts';

interface MoneyFlowIndexState {
  readonly rising: RollingSumState;
  readonly falling: RollingSumState;
  /** Typical price of the newest bar; null before the first. */
  readonly price: number | null;
}

/** What share of the money moved with rising typical prices. */
class MoneyFlowIndex implements Stateful<MoneyFlowIndexState> {
  readonly #rising: RollingSum;
  readonly #falling: RollingSum;
  readonly #still: number;
  #price = Number.NaN;

  /**
   * @param bars - window, ≥ 1, bars
   * @param still - what the index is where no money moved
   */
  constructor(bars: number, still: number) {
    this.#rising = new RollingSum(bars);
    this.#falling = new RollingSum(bars);
    this.#still = still;
  }

  /** Takes the next bar; returns 0…100, NaN for the first `bars` bars. */
  update({ high, low, close, volume }: BarRow): number {
    const price = (high + low + close) / 3;
    const move = price - this.#price;
    this.#price = price;
    if (Number.isNaN(move)) return Number.NaN;
    const up = this.#rising.update(move > 0 ? price * volume : 0);
    const moved = up + this.#falling.update(move < 0 ? price * volume : 0);
    return moved === 0 ? this.#still : 100 * (up / moved);
  }

  saveState(): MoneyFlowIndexState {
    return {
      rising: this.#rising.saveState(),
      falling: this.#falling.saveState(),
      price: Number.isNaN(this.#price) ? null : this.#price,
    };
  }

  loadState(state: MoneyFlowIndexState): void {
    this.#rising.loadState(state.rising);
    this.#falling.loadState(state.falling);
    this.#price = state.price ?? Number.NaN;
  }
}

/**
 * Money flow index: what share of the money moved with rising typical prices.
 *
 * MFI = 100 · rising / (rising + falling), sums of p · v over the bars whose p = (h + l + c) / 3 rose or fell
 *
 * 0…100; NaN for the first `bars` bars, 0 where no money moved.
 *
 * @see G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, 1989; golden values by TA-Lib
 */
export const moneyFlowIndexLevel: LevelFamily = {
  family: 'MFI',
  periods: [14],
  outputs: [],
  make: ([bars]) => ({
    name: `MFI_${bars}`,
    group: 'level',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: bars,
    formula: `100 * rising / (rising + falling), sums of p * v over ${bars} bars whose p = (h + l + c) / 3 rose or fell`,
    range: [0, 100],
    scaling: 'rolling',
    note: '0 where no money moved, as in TA-Lib. TA-Lib 0.6 also gives 0 where less than one unit of money did; TA-Lib 0.8 takes prices as unmoved that differ by less than about 2e-14 of themselves.',
    create: () => {
      const index = new MoneyFlowIndex(bars, 0);
      return kernel({ index }, (bar) => index.update(bar));
    },
  }),
};

/**
 * The money flow index, neutral where no money moved.
 *
 * mfi = MFI, but 50 where no money moved
 *
 * @param bars - window, ≥ 1, bars
 * @returns 0…100; NaN for the first `bars` bars, 50 where no money moved
 * @see G. Quong and A. Soudack, Volume-Weighted RSI: Money Flow, 1989
 */
export function moneyFlow(bars: number): FeatureDefinition {
  return {
    name: `mfi${bars}`,
    group: 'volume',
    inputs: ['high', 'low', 'close', 'volume'],
    warmupBars: bars,
    formula: `100 * rising / (rising + falling), sums of p * v over ${bars} bars whose p = (h + l + c) / 3 rose or fell; 50 if both are 0`,
    range: [0, 100],
    scaling: 'rolling',
    create: () => {
      const index = new MoneyFlowIndex(bars, 50);
      return kernel({ index }, (bar) => index.update(bar));
    },
  };
}
