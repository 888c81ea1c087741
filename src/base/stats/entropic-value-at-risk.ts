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
  for (const value of returns) if (value < worst) worst = value;
  let ties = 0;
  let squares = 0;
  for (const value of returns) {
    if (value === worst) ties++;
    squares += (value - worst) ** 2;
  }
  if (!(Math.log(returns.length / ties) > target)) return -worst;
  let tilt = Math.sqrt((2 * target * returns.length) / squares);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let at = tilted(returns, worst, tilt);
  for (let turn = 0; turn < MOST_TURNS && Math.abs(at.entropy - target) > SETTLED; turn++) {
    if (at.entropy < target) low = tilt;
    else high = tilt;
    const newton = tilt + (target - at.entropy) / at.slope;
    const middle = high === Number.POSITIVE_INFINITY ? 2 * tilt : (low + high) / 2;
    const next = newton > low && newton < high ? newton : middle;
    if (next === tilt) break;
    tilt = next;
    at = tilted(returns, worst, tilt);
  }
  return -worst + (at.logMean + target) / tilt;
}

/** Of e^(−t (r − worst)), which never overflows: log of the mean, relative entropy, and its slope in t. */
function tilted(returns: Series, worst: number, tilt: number) {
  let weight = 0;
  let first = 0;
  let second = 0;
  for (const value of returns) {
    const above = value - worst;
    const share = Math.exp(-tilt * above);
    weight += share;
    first += share * above;
    second += share * above * above;
  }
  const logMean = Math.log(weight / returns.length);
  const centre = first / weight;
  return {
    logMean,
    entropy: -tilt * centre - logMean,
    slope: tilt * (second / weight - centre * centre),
  };
}
