import type { Series } from '../series.ts';

/** Relative entropies this close are the same tilt for all purposes: the bound is flat there. */
const SETTLED = 1e-12;
const MOST_TURNS = 200;

/**
 * Entropic value at risk: the smallest upper bound on VaR and CVaR that Chernoff's inequality gives.
 *
 * EVaR = min over t > 0 of (ln mean(e^(−t r)) − ln(1 − c)) / t
 *
 * At the minimum the returns tilted by e^(−t r) have the relative entropy −ln(1 − c); it grows with t and
 * is found by Newton's steps within a bracket. Where even the worst return alone has less, it is the bound.
 *
 * @param returns - [n], fractions, finite
 * @param confidence - c in (0, 1)
 * @returns a loss as a positive fraction, ≥ CVaR; NaN when n = 0
 * @see Ahmadi-Javid, Entropic value-at-risk: a new coherent risk measure, 2012
 */
export function entropicValueAtRisk(returns: Series, confidence: number): number {
  if (returns.length === 0) return Number.NaN;
  const target = -Math.log(1 - confidence);
  let worst = returns[0];
  let best = returns[0];
  for (const value of returns) {
    if (value < worst) worst = value;
    if (value > best) best = value;
  }
  // From 0 for the worst to 1 for the best, so that no square of a small return is lost.
  const above = returns.map((value) => (value === worst ? 0 : (value - worst) / (best - worst)));
  let ties = 0;
  let squares = 0;
  for (const share of above) {
    if (share === 0) ties++;
    squares += share * share;
  }
  if (!(Math.log(returns.length / ties) > target)) return -worst;
  let tilt = Math.sqrt((2 * target * returns.length) / squares);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let at = tilted(above, tilt);
  for (let turn = 0; turn < MOST_TURNS && Math.abs(at.entropy - target) > SETTLED; turn++) {
    if (at.entropy < target) low = tilt;
    else high = tilt;
    const newton = tilt + (target - at.entropy) / at.slope;
    const middle = high === Number.POSITIVE_INFINITY ? 2 * tilt : (low + high) / 2;
    const next = newton > low && newton < high ? newton : middle;
    if (next === tilt) break;
    tilt = next;
    at = tilted(above, tilt);
  }
  return -worst + ((best - worst) * (at.logMean + target)) / tilt;
}

/** Of e^(−t x), which never overflows for x ≥ 0: log of the mean, relative entropy, and its slope in t. */
function tilted(above: Series, tilt: number) {
  let weight = 0;
  let first = 0;
  let second = 0;
  for (const height of above) {
    const share = Math.exp(-tilt * height);
    weight += share;
    first += share * height;
    second += share * height * height;
  }
  const logMean = Math.log(weight / above.length);
  const centre = first / weight;
  return {
    logMean,
    entropy: -tilt * centre - logMean,
    slope: tilt * (second / weight - centre * centre),
  };
}
