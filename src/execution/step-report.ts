import type { Breach, ClosedTrade, Fill } from '#portfolio';
import type { EndedOrder } from './executor.ts';
import type { Order } from './order.ts';

/** What one step did; refilled by the next step, its lists are not. */
export interface StepReport {
  readonly fills: readonly Fill[];
  readonly trades: readonly ClosedTrade[];
  /** Orders decided on this bar, to be filled later. */
  readonly orders: readonly Order[];
  /** Orders of wishes that ended by their own terms, with what of them did not fill. */
  readonly ended: readonly EndedOrder[];
  readonly breach: Breach | null;
  /** The margin call that begins here; it may come with another breach. */
  readonly marginCall: Breach | null;
}

/** The report of the step under way. */
export class StepNotes implements StepReport {
  fills: Fill[] = [];
  trades: ClosedTrade[] = [];
  orders: Order[] = [];
  ended: EndedOrder[] = [];
  breach: Breach | null = null;
  marginCall: Breach | null = null;

  clear(): void {
    if (this.fills.length > 0) this.fills = [];
    if (this.trades.length > 0) this.trades = [];
    if (this.orders.length > 0) this.orders = [];
    if (this.ended.length > 0) this.ended = [];
    this.breach = null;
    this.marginCall = null;
  }

  addFill(fill: Fill): void {
    this.fills = extended(this.fills, fill);
  }

  addTrade(trade: ClosedTrade): void {
    this.trades = extended(this.trades, trade);
  }

  addOrder(order: Order): void {
    this.orders = extended(this.orders, order);
  }

  addEnded(order: EndedOrder): void {
    this.ended = extended(this.ended, order);
  }
}

/** The list with one more; an empty one is left as it is, for whoever kept the report before. */
function extended<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}
