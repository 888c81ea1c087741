import type { MarketSlice } from '#base';
import type { TradingConfig } from '#config';
import type { Order } from './order.ts';

export type FillRule = TradingConfig['fillRule'];

/** When inside a bar orders are matched: market orders first, resting stops and limits, last its close. */
export type MatchPhase = 'market' | 'resting' | 'close';

/**
 * Reference price at which an order trades in this bar, before slippage; NaN when it does not.
 *
 * - market: the open, or the close under the rule `next-close` and in the phase `close`
 * - sell stop S: the open when it gaps to S or below, else S when low ≤ S; a buy stop mirrored
 * - sell limit L: the open when it gaps to L or above, else L when high ≥ L; a buy limit mirrored
 */
export function matchPrice(
  order: Order,
  slice: MarketSlice,
  phase: MatchPhase,
  rule: FillRule,
): number {
  if ((order.kind === 'market') === (phase === 'resting')) return Number.NaN;
  const { asset, price } = order;
  if (order.kind === 'market') {
    return phase === 'market' && rule === 'next-open' ? slice.open[asset] : slice.close[asset];
  }
  const open = slice.open[asset];
  const falling = (order.kind === 'stop') === order.quantity < 0;
  if (falling ? open <= price : open >= price) return open;
  const met = falling ? slice.low[asset] <= price : slice.high[asset] >= price;
  return met ? price : Number.NaN;
}
