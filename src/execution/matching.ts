import type { MarketSlice } from '#base';
import type { Order } from './order.ts';

/** Prices of a bar, or of what is left of it for an order that came to be inside it. */
export interface BarPath {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export function pathFrom({ open, high, low, close }: MarketSlice, asset: number): BarPath {
  return { open: open[asset], high: high[asset], low: low[asset], close: close[asset] };
}

/** How far a price must go beyond a limit before it fills; 0 ticks is a touch. */
export interface LimitRule {
  readonly limitThroughTicks: number;
  readonly tickSize: number;
}

/** Part of a tick by which a price may miss its multiple by rounding only. */
const ROUNDING_TICKS = 1e-6;

/**
 * Reference price at which a waiting order trades in this bar, before costs; NaN when it does not.
 *
 * For sales (purchases are mirrored), with open O, high H, low L, close C:
 *
 * - stop S: O when O ≤ S, else S when L ≤ S
 * - limit P: O when O > P, else P when H ≥ P + ticks
 * - stop-limit S, P: once S is met as above, at that price if it is ≥ P; else P when what certainly
 *   follows reaches P: H after a stop met at the open, C after one met inside the bar
 * - trailing stop: as a stop, at its trigger raised by O; else, when C lies at or below the trigger
 *   raised by H, at that trigger, which the price must have passed on its way from H to C
 */
export function matchPrice(order: Order, path: BarPath, rule: LimitRule): number {
  switch (order.kind) {
    case 'market':
      return Number.NaN;
    case 'limit':
      return limitPrice(order.quantity, order.price, path, rule);
    case 'stop':
      return stopPrice(order.quantity, order.price, path);
    case 'stop-limit':
      return stopLimitPrice(order, path, rule);
    case 'trailing-stop':
      return trailingPrice(order, path);
  }
}

/** Whether an order that arrives at `price` can trade there at once. */
export function isMarketable(order: Order, price: number, rule: LimitRule): boolean {
  if (order.kind === 'market') return true;
  const better = -Math.sign(order.quantity) * (price - order.price);
  return rule.limitThroughTicks === 0 ? better >= 0 : better > 0;
}

/** What a waiting order is after a bar in which it did not trade. */
export function afterBar(order: Order, path: BarPath): Order {
  if (order.kind === 'trailing-stop') {
    const best = order.quantity < 0 ? path.high : path.low;
    return {
      ...order,
      price: trailedPrice(order, order.price, best),
    };
  }
  const isMet = order.kind === 'stop-limit' && stopPrice(order.quantity, order.price, path) > 0;
  return isMet ? asLimit(order) : order;
}

/** What is left of an order that has begun to trade: a stop goes on at the market, a stop-limit as a limit. */
export function triggered(order: Order): Order {
  if (order.kind === 'stop-limit') return asLimit(order);
  if (order.kind !== 'stop' && order.kind !== 'trailing-stop') return order;
  return { ...order, kind: 'market', price: Number.NaN };
}

/** A trailing stop's trigger once `seen` was: price − distance for sales, never back. */
export function trailedPrice(
  {
    quantity,
    trailAmount,
    trailFraction = 0,
  }: Pick<Order, 'quantity' | 'trailAmount' | 'trailFraction'>,
  trigger: number,
  seen: number,
): number {
  const side = Math.sign(quantity);
  const asked = seen + side * (trailAmount ?? seen * trailFraction);
  return side * asked < side * trigger || Number.isNaN(trigger) ? asked : trigger;
}

/**
 * What is left of a bar for the exits of a position that `entry` opened at `price` inside it.
 *
 * The worst that the bar allows: what hurts the position may all come after its entry; what helps it
 * surely does only if the price was on its way there, else no more of it than the close shows.
 */
export function pathAfterEntry(entry: Order, price: number, path: BarPath): BarPath {
  const { open, high, low, close } = path;
  const side = Math.sign(entry.quantity);
  const cameBack =
    entry.kind === 'trailing-stop' ||
    (entry.kind === 'stop-limit' && price === entry.limitPrice && price !== entry.price);
  const goesOn = Math.sign(price - open) === side && !cameBack;
  if (price === open || goesOn) return { open: price, high, low, close };
  return side > 0
    ? { open: price, high: Math.max(price, close), low, close }
    : { open: price, high, low: Math.min(price, close), close };
}

function stopPrice(quantity: number, trigger: number, { open, high, low }: BarPath): number {
  const side = Math.sign(quantity);
  if (side * open >= side * trigger) return open;
  return side * (side > 0 ? high : low) >= side * trigger ? trigger : Number.NaN;
}

function limitPrice(
  quantity: number,
  limit: number,
  { open, high, low }: BarPath,
  { limitThroughTicks, tickSize }: LimitRule,
): number {
  const side = Math.sign(quantity);
  if (side * open < side * limit) return open;
  const beyond = side * (limit - (side > 0 ? low : high));
  const isMet =
    limitThroughTicks === 0
      ? beyond >= 0
      : beyond > 0 && beyond >= (limitThroughTicks - ROUNDING_TICKS) * tickSize;
  return isMet ? limit : Number.NaN;
}

function stopLimitPrice(order: Order, path: BarPath, rule: LimitRule): number {
  const { quantity, price } = order;
  const met = stopPrice(quantity, price, path);
  const limit = order.limitPrice ?? Number.NaN;
  if (!(met > 0)) return Number.NaN;
  if (Math.sign(quantity) * met <= Math.sign(quantity) * limit) return met;
  const { open, close } = path;
  const rest = met === open ? path : { open: met, high: close, low: close, close };
  return limitPrice(quantity, limit, rest, rule);
}

function trailingPrice(order: Order, path: BarPath): number {
  const { quantity } = order;
  const opened = trailedPrice(order, order.price, path.open);
  const inside = stopPrice(quantity, opened, path);
  if (inside > 0) return inside;
  const raised = trailedPrice(order, opened, quantity < 0 ? path.high : path.low);
  return Math.sign(quantity) * path.close >= Math.sign(quantity) * raised ? raised : Number.NaN;
}

function asLimit({ limitPrice: price = Number.NaN, ...order }: Order): Order {
  return { ...order, kind: 'limit', price };
}
