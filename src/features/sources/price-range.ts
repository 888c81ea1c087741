import type { BarRow } from '../bar-row.ts';
import type { BarSource, FeatureContext } from '../kernel.ts';
import { RollingMaximum, type RollingMaximumState } from '../rolling/rolling-maximum.ts';

interface PriceRangeState {
  readonly highs: RollingMaximumState;
  readonly lows: RollingMaximumState;
}

/** Highest high and lowest low of the newest bars. */
class PriceRange implements BarSource {
  /** Price units; NaN for the first bars − 1 bars. */
  highest = Number.NaN;
  lowest = Number.NaN;
  readonly #highs: RollingMaximum;
  /** Negated. */
  readonly #lows: RollingMaximum;

  constructor(bars: number) {
    this.#highs = new RollingMaximum(bars);
    this.#lows = new RollingMaximum(bars);
  }

  update(bar: BarRow): void {
    this.highest = this.#highs.update(bar.high);
    this.lowest = -this.#lows.update(-bar.low);
  }

  saveState(): PriceRangeState {
    return { highs: this.#highs.saveState(), lows: this.#lows.saveState() };
  }

  loadState(state: PriceRangeState): void {
    this.#highs.loadState(state.highs);
    this.#lows.loadState(state.lows);
  }
}

/**
 * The range that the stochastics, Williams' %R and Donchian's channel share.
 *
 * @param bars - ≥ 1, bars
 */
export function priceRange(context: FeatureContext, bars: number): PriceRange {
  return context.share(`price-range ${bars}`, () => new PriceRange(bars));
}

/**
 * Where a value stands in a range.
 *
 * (value − lowest) / (highest − lowest)
 *
 * @param whenEmpty - result for a range without width
 * @returns 0…1 for a value within; NaN when the range is unknown
 */
export function positionIn(
  lowest: number,
  highest: number,
  value: number,
  whenEmpty: number,
): number {
  const width = highest - lowest;
  return width === 0 ? whenEmpty : (value - lowest) / width;
}
