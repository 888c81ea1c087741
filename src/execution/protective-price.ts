import { wholeTicks } from '#portfolio';
import type { Order } from './order.ts';

/**
 * A stop's or target's price in whole ticks: no worse than asked for, but on its side of the price that it
 * is counted from, a tick away at least.
 *
 * @param asked - account currency a unit
 * @param from - what it is counted from: sell stops and buy limits lie below, the others above
 * @param tickSize - account currency; 0 is any price
 * @returns 0 where that is below one tick
 */
export function protectivePrice(
  { kind, quantity }: Pick<Order, 'kind' | 'quantity'>,
  asked: number,
  from: number,
  tickSize: number,
): number {
  const away = Math.sign(quantity) * (kind === 'limit' ? -1 : 1);
  const noWorse = wholeTicks(asked, tickSize, quantity);
  if (tickSize === 0 || Math.sign(noWorse - from) === away) return noWorse;
  const farther = wholeTicks(asked, tickSize, -away);
  return Math.sign(farther - from) === away ? farther : farther + away * tickSize;
}
