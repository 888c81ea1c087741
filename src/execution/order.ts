/** `market` fills at the next tradable price, `stop` and `limit` when their price is met. */
export type OrderKind = 'market' | 'stop' | 'limit';

/** An instruction to trade; what is left of it changes as it fills. */
export interface Order {
  /** Pure function of strategy, symbol, bar and intent, so that a resend is the same order. */
  readonly id: string;
  readonly asset: number;
  readonly kind: OrderKind;
  /** Signed units still to trade: + buy, − sell. */
  readonly quantity: number;
  /** Trigger of a stop or a limit's price; NaN for a market order. */
  readonly price: number;
  /** Price that a stop or target is counted from; absent where prices need not be whole ticks. */
  readonly countedFrom?: number;
  readonly reason: string;
  /** Stamp of the bar it was decided on, UTC epoch ms. */
  readonly decidedAt: number;
  /** Fills in no bar that opens earlier, UTC epoch ms; absent where the next bar cannot. */
  readonly notBefore?: number;
}

/** JSON has no NaN: a market order's price is null there. */
export type SavedOrder = Omit<Order, 'price'> & { readonly price: number | null };

export function saveOrder(order: Order): SavedOrder {
  return { ...order, price: Number.isNaN(order.price) ? null : order.price };
}

export function loadOrder(saved: SavedOrder): Order {
  return { ...saved, price: saved.price ?? Number.NaN };
}

/** Why a position is made smaller without a signal or a price met. */
export type ReducingIntent = 'time-stop' | 'margin-call' | 'flatten';

const MINUTE_MS = 60_000;

/**
 * The client order id: `q2-strategy-symbol-bar-intent`, within what brokers accept (128 characters).
 *
 * The bar is its start in minutes since 1970, in base 36.
 */
export function orderId(
  strategy: string,
  symbol: string,
  decidedAt: number,
  intent: 'signal' | 'stop' | 'target' | ReducingIntent,
): string {
  return `q2-${strategy}-${symbol}-${(decidedAt / MINUTE_MS).toString(36)}-${intent}`;
}

/** State of a broker's side that a replay must be able to continue from. */
export interface ExecutorState {
  readonly openOrders: readonly SavedOrder[];
}
