import type { MarketSlice } from '#base';
import type { Order } from './order.ts';
import type { Sessions } from './sessions.ts';

/** When inside a bar orders are matched: market orders at its open, what waits for a price, market orders at its close. */
export type MatchPhase = 'open' | 'resting' | 'close';

/** The moment of a bar at which an order may trade: its open, its close, or whenever its price is met. */
export type Moment = 'open' | 'inside' | 'close';

/** Whether an asset has a bar for an order, one that did not open before it was decided on. */
export function hasBar(
  { asset, notBefore = 0 }: Order,
  { present, opensAt }: MarketSlice,
): boolean {
  return present[asset] === 1 && !(opensAt[asset] < notBefore);
}

/**
 * When an order may trade in a phase of a bar; null when not in this one.
 *
 * Auctions come in the phase of resting orders, which every fill rule has: before all else and after it.
 */
export function momentOf(
  { asset, kind, timeInForce }: Order,
  phase: MatchPhase,
  time: number,
  sessions: Sessions,
): Moment | null {
  switch (timeInForce) {
    case 'opg':
      return phase === 'resting' && sessions.opensWith(asset, time) ? 'open' : null;
    case 'cls':
      return phase === 'resting' && sessions.closesWith(asset, time) ? 'close' : null;
    default:
      if (kind === 'market') return phase === 'resting' ? null : phase;
      if (phase !== 'resting') return null;
      return timeInForce === 'ioc' || timeInForce === 'fok' ? 'open' : 'inside';
  }
}

/** Whether an order is dropped when its moment has passed, filled or not. */
export function isMomentary({ timeInForce }: Pick<Order, 'timeInForce'>): boolean {
  return (
    timeInForce === 'ioc' || timeInForce === 'fok' || timeInForce === 'opg' || timeInForce === 'cls'
  );
}

/**
 * Orders in the sequence in which a bar's resting phase takes them: those of the open, exits at a stop,
 * exits at a target, the others as they came, those of the close.
 */
export function inPathOrder(orders: readonly Order[]): readonly Order[] {
  for (let at = 1; at < orders.length; at++) {
    if (pathRank(orders[at - 1]) > pathRank(orders[at])) {
      return sortedByRank(orders);
    }
  }
  return orders;
}

function sortedByRank(orders: readonly Order[]): readonly Order[] {
  const sorted: Order[] = [];
  for (let rank = 0; rank <= LAST_RANK; rank++) {
    for (const order of orders) if (pathRank(order) === rank) sorted.push(order);
  }
  return sorted;
}

const LAST_RANK = 4;

function pathRank(order: Order): number {
  if (order.timeInForce === 'cls') return LAST_RANK;
  if (isMomentary(order)) return 0;
  if (order.exitOf === undefined) return 3;
  return order.kind === 'limit' ? 2 : 1;
}

/**
 * Market orders: sales first, for their cash, then what covers a short, which is always let through,
 * then the rest.
 *
 * @param held - signed units [assets]
 */
export function inCashOrder(open: readonly Order[], held: Float64Array): readonly Order[] {
  if (open.length === 1 && open[0].kind === 'market') return open;
  const orders = open.filter(({ kind }) => kind === 'market');
  if (orders.length < 2) return orders;
  const rank = (order: Order) => (order.quantity < 0 ? 0 : held[order.asset] < 0 ? 1 : 2);
  return orders.sort((a, b) => rank(a) - rank(b));
}
