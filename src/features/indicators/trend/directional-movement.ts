import { type AverageState, wilderAverage } from '#base';
import { WilderSum } from '../../wilder-sum.ts';
import type { BarRow } from '../../bar-row.ts';
import type { BarSource, FeatureContext } from '../../kernel.ts';

interface DirectionalMovementState {
  /** Of the bar before; null on the first. */
  readonly last: { readonly high: number; readonly low: number } | null;
  readonly plus: AverageState;
  readonly minus: AverageState;
  readonly range: AverageState;
  readonly index: AverageState;
}

/** Wilder's directional movement: how far highs rise and lows fall, against the true range. */
class DirectionalMovement implements BarSource {
  /** Wilder sums, price units, ≥ 0; NaN for the first `bars` bars. */
  plus = Number.NaN;
  minus = Number.NaN;
  range = Number.NaN;
  /** Average directional index, 0…1; NaN for the first 2 · bars − 1 bars. */
  index = Number.NaN;
  readonly #plus: WilderSum;
  readonly #minus: WilderSum;
  readonly #range: WilderSum;
  readonly #index;
  #high = Number.NaN;
  #low = Number.NaN;

  constructor(bars: number) {
    this.#plus = new WilderSum(bars);
    this.#minus = new WilderSum(bars);
    this.#range = new WilderSum(bars);
    this.#index = wilderAverage(bars);
  }

  update(bar: BarRow): void {
    const up = bar.high - this.#high;
    const down = this.#low - bar.low;
    this.#high = bar.high;
    this.#low = bar.low;
    // The first bar has nothing to move from.
    const known = !Number.isNaN(up);
    this.plus = known ? this.#plus.update(up > 0 && up > down ? up : 0) : Number.NaN;
    this.minus = known ? this.#minus.update(down > 0 && down > up ? down : 0) : Number.NaN;
    this.range = known ? this.#range.update(bar.trueRange) : Number.NaN;
    const movement = this.plus + this.minus;
    // Where nothing has moved yet; later the sums only fade, and their ratio stays.
    const oneSided = movement === 0 ? 0 : Math.abs(this.plus - this.minus) / movement;
    this.index = Number.isNaN(movement) ? Number.NaN : this.#index.update(oneSided);
  }

  saveState(): DirectionalMovementState {
    return {
      last: Number.isNaN(this.#high) ? null : { high: this.#high, low: this.#low },
      plus: this.#plus.saveState(),
      minus: this.#minus.saveState(),
      range: this.#range.saveState(),
      index: this.#index.saveState(),
    };
  }

  loadState(state: DirectionalMovementState): void {
    this.#high = state.last?.high ?? Number.NaN;
    this.#low = state.last?.low ?? Number.NaN;
    this.#plus.loadState(state.plus);
    this.#minus.loadState(state.minus);
    this.#range.loadState(state.range);
    this.#index.loadState(state.index);
  }
}

/**
 * The directional movement that ADX and both directional indicators share.
 *
 * @param bars - Wilder period, ≥ 1, bars
 */
export function directionalMovement(context: FeatureContext, bars: number): DirectionalMovement {
  return context.share(`directional-movement ${bars}`, () => new DirectionalMovement(bars));
}
