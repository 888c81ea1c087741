import type { Series } from '../series.ts';

export interface TailRisk {
  /** Loss not exceeded with the given confidence, as a positive fraction (negative: a gain). */
  readonly valueAtRisk: number;
  /** Mean loss in the tail beyond it; never smaller. */
  readonly conditionalValueAtRisk: number;
}

/** Up to so many values are found without sorting all. */
const INSERTED = 64;

/**
 * Historical value at risk and expected shortfall of the empirical distribution.
 *
 * k = n(1 − c), VaR = −r_(⌈k⌉), CVaR = −(Σ_{i<⌈k⌉} r_(i) + (k − ⌈k⌉ + 1) r_(⌈k⌉)) / k,
 * r_(1) ≤ r_(2) ≤ … the sorted returns; the partial weight makes CVaR exact and coherent.
 *
 * @param returns - [n], fractions, finite, in any order
 * @param confidence - c in (0, 1)
 * @returns NaN both when n = 0
 * @see Rockafellar and Uryasev, Conditional value-at-risk for general loss distributions, 2002
 */
export function historicalTailRisk(returns: Series, confidence: number): TailRisk {
  if (returns.length === 0) return { valueAtRisk: Number.NaN, conditionalValueAtRisk: Number.NaN };
  const tail = returns.length * (1 - confidence);
  // 100 × (1 − 0.95) is a hair above 5: without the allowance it would reach into the sixth value.
  const last = Math.max(Math.ceil(tail - 1e-9), 1) - 1;
  const lowest = last < INSERTED ? insertedLowest(returns, last + 1) : returns.toSorted();
  let sum = (tail - last) * lowest[last];
  for (let row = 0; row < last; row++) sum += lowest[row];
  return { valueAtRisk: -lowest[last], conditionalValueAtRisk: -sum / tail };
}

/** The lowest values in ascending order; most others fail the one comparison with the highest of them. */
function insertedLowest(values: Series, count: number): Float64Array {
  const lowest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const last = count - 1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!(value < lowest[last])) continue;
    let place = last;
    while (place > 0 && lowest[place - 1] > value) {
      lowest[place] = lowest[place - 1];
      place--;
    }
    lowest[place] = value;
  }
  return lowest;
}
