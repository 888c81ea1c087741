import type { MarketSlice } from '#base';
import type { DeskSetup } from './desk-setup.ts';
import { decision, type Order, orderId, type ReducingIntent } from './order.ts';

/** An order that a desk decides on at this close, to fill at the market. */
export function marketOrder(
  { strategy, symbols }: Pick<DeskSetup, 'strategy' | 'symbols'>,
  { asset, quantity, reason }: Pick<Order, 'asset' | 'quantity' | 'reason'>,
  intent: 'signal' | ReducingIntent,
  slice: MarketSlice,
): Order {
  return {
    id: orderId(strategy.name, symbols[asset], slice.time, intent),
    asset,
    kind: 'market',
    quantity,
    price: Number.NaN,
    reason,
    ...decision(slice),
  };
}
