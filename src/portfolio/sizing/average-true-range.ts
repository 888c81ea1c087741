import { DecayedSum, type DecayedSumState, type Stateful } from '#base';

export interface AverageTrueRangeState {
  readonly lastClose: number | null;
  readonly factor: number;
  readonly ranges: DecayedSumState;
  readonly bars: number;
}

/** One bar as traded, and what makes its prices comparable over time. */
export interface RangeBar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Cumulative adjustment: prices · factor are comparable over time. */
  readonly factor: number;
}

/**
 * Average true range of one asset, in prices as they trade now.
 *
 * TR = max(high, close before) − min(low, close before) of adjusted prices, so that neither a split nor
 * a dividend is a range; ATR = Σ λ^k TR_{t−k} / Σ λ^k / factor_t, λ = 1 − 1 / bars
 *
 * @see Wilder, New Concepts in Technical Trading Systems, 1978 (with weights normalised from the first
 * range instead of a first plain mean)
 */
export class AverageTrueRange implements Stateful<AverageTrueRangeState> {
  readonly #warmUpBars: number;
  readonly #ranges: DecayedSum;
  #lastClose = Number.NaN;
  #factor = 1;
  #bars = 0;

  /** @param bars - ≥ 2, of Wilder's average, bars */
  constructor(bars: number) {
    this.#warmUpBars = bars;
    this.#ranges = new DecayedSum(Math.LN2 / -Math.log1p(-1 / bars));
  }

  update({ high, low, close, factor }: RangeBar): void {
    const before = this.#lastClose;
    this.#lastClose = close * factor;
    this.#factor = factor;
    const range = Math.max(high * factor, before) - Math.min(low * factor, before);
    if (!(high >= low && Number.isFinite(range))) return;
    this.#ranges.update(range);
    this.#bars++;
  }

  /** In the currency of the prices, ≥ 0; NaN for the first bars. */
  get value(): number {
    return this.#bars >= this.#warmUpBars ? this.#ranges.mean / this.#factor : Number.NaN;
  }

  saveState(): AverageTrueRangeState {
    return {
      lastClose: Number.isFinite(this.#lastClose) ? this.#lastClose : null,
      factor: this.#factor,
      ranges: this.#ranges.saveState(),
      bars: this.#bars,
    };
  }

  loadState(state: AverageTrueRangeState): void {
    this.#lastClose = state.lastClose ?? Number.NaN;
    this.#factor = state.factor;
    this.#ranges.loadState(state.ranges);
    this.#bars = state.bars;
  }
}
