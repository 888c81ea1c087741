import type { MarketSlice } from '#base';
import { type Order, orderId, type ReducingIntent } from './order.ts';

/**
 * An order that a desk decides on at this close, to fill at the market.
 *
 * @param name - that of the asset's orders, from `orderNames`
 */
export function marketOrder(
  name: string,
  { asset, quantity, reason }: Pick<Order, 'asset' | 'quantity' | 'reason'>,
  intent: 'signal' | ReducingIntent,
  { time, knownAt }: MarketSlice,
): Order {
  const order: Order = {
    id: orderId(name, time, intent),
    asset,
    kind: 'market',
    quantity,
    price: Number.NaN,
    reason,
    decidedAt: time,
  };
  return Number.isNaN(knownAt) ? order : { ...order, notBefore: knownAt };
}
