/** Looks back so many bars: what a search over rules tries. */
export const LOOKBACKS: readonly number[] = [5, 10, 21, 42, 63, 126, 252];

/**
 * Net return of a long or short position by the sign of the last L bars, decided at each close.
 *
 * r_t = x_t · (c_{t+1} / c_t − 1) − cost · |x_t − x_{t−1}|, x_t = sign(c_t / c_{t−L} − 1)
 *
 * @param close - [n], adjusted prices
 * @param from - first row wanted, ≥ L
 * @returns [n − 1 − from], the first of row `from`; what row t earns is known at t + 1
 */
export function momentumReturns(
  close: Float64Array,
  lookback: number,
  from: number,
  costBps: number,
): Float64Array {
  const position = (row: number) => Math.sign(close[row] / close[row - lookback] - 1);
  const returns = new Float64Array(Math.max(0, close.length - 1 - from));
  let before = 0;
  for (let at = 0; at < returns.length; at++) {
    const row = from + at;
    const held = position(row);
    const cost = (costBps / 10_000) * Math.abs(held - before);
    returns[at] = held * (close[row + 1] / close[row] - 1) - cost;
    before = held;
  }
  return returns;
}
