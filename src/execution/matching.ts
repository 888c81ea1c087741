import type { MarketSlice } from '#base';
import type { Order } from './order.ts';

/** When inside a bar orders are matched: market orders at its open, resting stops and limits, market orders at its close. */
export type MatchPhase = 'open' | 'resting' | 'close';

/**
 * Reference price at which an order trades in this bar, before slippage; NaN when it does not.
 *
 * - market: the open or the close, as the phase says
 * - sell stop S: the open when it gaps to S or below, else S when low ≤ S; a buy stop mirrored
 * - sell limit L: the open when it gaps to L or above, else L when high ≥ L; a buy limit mirrored
 */
export function matchPrice(order: Order, slice: MarketSlice, phase: MatchPhase): number {
  if ((order.kind === 'market') === (phase === 'resting')) return Number.NaN;
  const { asset, price } = order;
  if (order.kind === 'market') {
    return phase === 'open' ? slice.open[asset] : slice.close[asset];
  }
  const open = slice.open[asset];
  const falling = (order.kind === 'stop') === order.quantity < 0;
  if (falling ? open <= price : open >= price) return open;
  const met = falling ? slice.low[asset] <= price : slice.high[asset] >= price;
  return met ? price : Number.NaN;
}
