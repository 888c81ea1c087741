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
  const isAway = (price: number) => tickSize === 0 || Math.sign(price - from) === away;
  const noWorse = wholeTicks(asked, tickSize, quantity);
  if (isAway(noWorse)) return noWorse;
  const farther = wholeTicks(asked, tickSize, -away);
  return isAway(farther) ? farther : farther + away * tickSize;
}
