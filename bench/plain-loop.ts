import type { BarTable } from '#base';

export interface PlainResult {
  readonly finalEquity: number;
  readonly closedTrades: number;
}

/**
 * The peer backtest written straight down: SMA 10/30 cross, 100 units, next open, 10 bps a side.
 *
 * No orders, no book, no ports: what the least code costs that computes the same result, window sums
 * anew and an equity at every bar included.
 */
export function plainLoop({ open, close }: BarTable): PlainResult {
  const equity = new Float64Array(close.length);
  let cash = 1_000_000;
  let held = 0;
  let wanted = 0;
  let closedTrades = 0;
  let side = Number.NaN;
  for (let row = 0; row < close.length; row++) {
    if (wanted !== held) {
      const quantity = wanted - held;
      cash -= quantity * open[row] + Math.abs(quantity) * open[row] * 0.001;
      if (quantity < 0) closedTrades++;
      held = wanted;
    }
    equity[row] = cash + held * close[row];
    const gap = windowMean(close, row, 10) - windowMean(close, row, 30);
    const now = Math.sign(gap);
    if (now === 1 && side <= 0) wanted = 100;
    else if (now === -1 && side >= 0) wanted = 0;
    side = now;
  }
  return { finalEquity: equity[equity.length - 1], closedTrades };
}

/** Mean of the newest values up to a row, summed anew; NaN while there are too few. */
export function windowMean(values: Float64Array, row: number, length: number): number {
  if (row + 1 < length) return Number.NaN;
  let sum = 0;
  for (let at = row + 1 - length; at <= row; at++) sum += values[at];
  return sum / length;
}
