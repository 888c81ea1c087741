/** A bar lived through: what it did to wealth, and the weights its returns left. */
export interface HeldBar {
  /** ln(wealth after / wealth before), costs paid. */
  readonly growth: number;
  /** [assets + 1], cash last, with sum 1. */
  readonly drifted: Float64Array;
}

/**
 * Trades from one set of weights to another and holds it for a bar.
 *
 * growth = ln(1 − cost · Σ_i |w_i − v_i|) + ln(1 + Σ_i w_i r_i), over the assets without cash, which
 * earns nothing; drifted_i = w_i (1 + r_i) / (1 + Σ_j w_j r_j)
 *
 * @param held - v, before the trade [assets + 1], cash last
 * @param wanted - w, likewise; ≥ 0, sum 1
 * @param returns - of the bar [assets], simple, > −1
 * @param costBps - a side, basis points of what is traded
 */
export function rebalance(
  held: ArrayLike<number>,
  wanted: ArrayLike<number>,
  returns: ArrayLike<number>,
  costBps: number,
): HeldBar {
  const assets = returns.length;
  let traded = 0;
  let gain = 0;
  for (let at = 0; at < assets; at++) {
    traded += Math.abs(wanted[at] - held[at]);
    gain += wanted[at] * returns[at];
  }
  const drifted = Float64Array.from(
    { length: assets + 1 },
    (_, at) => (wanted[at] * (at < assets ? 1 + returns[at] : 1)) / (1 + gain),
  );
  return { growth: Math.log1p(-costBps * 1e-4 * traded) + Math.log1p(gain), drifted };
}
