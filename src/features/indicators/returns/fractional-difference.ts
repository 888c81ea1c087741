import type { Stateful } from '#base';
import { type FeatureDefinition, kernel } from '../../kernel.ts';
import { numbersToText, textToNumbers } from '../../number-text.ts';

const ORDER = 0.4;
const LEAST_WEIGHT = 1e-3;

interface WeightedWindowState {
  /** The newest values as they lie in memory. */
  readonly ring: string;
  readonly position: number;
  readonly full: boolean;
}

/** Weighted sum of the newest values; each is kept twice, so that a window always lies in one piece. */
class WeightedWindow implements Stateful<WeightedWindowState> {
  /** Oldest first. */
  readonly #weights: Float64Array;
  readonly #values: Float64Array;
  #position = 0;
  #full = false;

  /** @param weights - of the newest value first */
  constructor(weights: readonly number[]) {
    this.#weights = Float64Array.from(weights).reverse();
    this.#values = new Float64Array(2 * weights.length);
  }

  /** Takes the next value; returns the sum, NaN until the window is full. */
  update(value: number): number {
    const weights = this.#weights;
    const values = this.#values;
    const length = weights.length;
    values[this.#position] = value;
    values[this.#position + length] = value;
    this.#position++;
    const from = this.#position;
    if (this.#position === length) {
      this.#position = 0;
      this.#full = true;
    }
    if (!this.#full) return Number.NaN;
    let sum = 0;
    for (let at = 0; at < length; at++) sum += weights[at] * values[from + at];
    return sum;
  }

  saveState(): WeightedWindowState {
    const ring = this.#values.subarray(0, this.#weights.length);
    return { ring: numbersToText(ring), position: this.#position, full: this.#full };
  }

  loadState(state: WeightedWindowState): void {
    const length = this.#weights.length;
    const ring = this.#values.subarray(0, length);
    textToNumbers(state.ring, ring);
    this.#values.set(ring, length);
    this.#position = state.position;
    this.#full = state.full;
  }
}

const WEIGHTS = differenceWeights(ORDER, LEAST_WEIGHT);

/**
 * Log price, differenced 0.4 times: nearly as stationary as a return, and still with memory of its level.
 *
 * fracdiff04 = Σ w_k ln c_{t−k}, w_0 = 1, w_k = −w_{k−1} (0.4 − k + 1) / k, over the 55 weights that are no
 * less than 0.001 in size
 *
 * A window of fixed width: the weights left out add up to 0.136 of 2 in size, so that the price level comes
 * through with a weight of 0.136; its constant part, the currency, goes with the rolling z-score.
 *
 * Unbounded; NaN for the first 54 bars.
 *
 * @see M. López de Prado, Advances in Financial Machine Learning, 2018, ch. 5.5, there fixed-width window
 */
export const fractionalDifference: FeatureDefinition = {
  name: 'fracdiff04',
  group: 'returns',
  inputs: ['close'],
  warmupBars: WEIGHTS.length - 1,
  formula: `sum(w[k] * ln(c[t-k])), w[0] = 1, w[k] = -w[k-1] * (${ORDER} - k + 1) / k, ${WEIGHTS.length} weights`,
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  scaling: 'rolling',
  create: () => {
    const window = new WeightedWindow(WEIGHTS);
    return kernel({ window }, (bar) => window.update(bar.logClose));
  },
};

/**
 * Weights of (1 − lag)^order, newest first, down to a size.
 *
 * @see J. R. M. Hosking, Fractional Differencing, 1981
 */
function differenceWeights(order: number, leastWeight: number): readonly number[] {
  const weights: number[] = [];
  for (let weight = 1, k = 1; Math.abs(weight) >= leastWeight; k++) {
    weights.push(weight);
    weight *= (k - 1 - order) / k;
  }
  return weights;
}
