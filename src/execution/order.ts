import type { MarketSlice } from '#base';
import type { TimeInForce } from '#strategies';
import type { CostEvidenceState } from './costs/cost-evidence.ts';

/**
 * - `market` fills at the next tradable price
 * - `limit` at its price or better
 * - `stop` at the market once its price is met
 * - `stop-limit` becomes a limit at `limitPrice` once its price is met
 * - `trailing-stop` is a stop that follows the best price seen, never back
 */
export type OrderKind = 'market' | 'limit' | 'stop' | 'stop-limit' | 'trailing-stop';

/** When and at which price an order may trade. */
interface OrderTerms {
  readonly kind: OrderKind;
  /**
   * Price of a limit, trigger of a stop; NaN for a market order, and for a trailing stop that is to be
   * counted from the first price it meets.
   */
  readonly price: number;
  /** Price that a stop or target is counted from; absent where prices need not be whole ticks. */
  readonly countedFrom?: number;
  /** Of a stop-limit: the worst price it fills at. */
  readonly limitPrice?: number;
  /** Distance of a trailing stop from the best price: account currency, or fraction of that price. */
  readonly trailAmount?: number;
  readonly trailFraction?: number;
  /** `gtc` where absent. */
  readonly timeInForce?: TimeInForce;
  /** UTC epoch ms, of `gtd`. */
  readonly expiresAt?: number;
}

/** An exit of a bracket: becomes an order as the entry it is attached to fills. */
export interface ExitPlan extends OrderTerms {
  readonly id: string;
  readonly reason: string;
}

/** `exitOf` of an order that closes all that is held of its asset, whichever order opened it. */
export const POSITION = 'position';

/** An instruction to trade; what is left of it changes as it fills. */
export interface Order extends OrderTerms {
  /** Pure function of strategy, symbol, bar and intent, so that a resend is the same order. */
  readonly id: string;
  readonly asset: number;
  /** Signed units still to trade: + buy, − sell. */
  readonly quantity: number;
  readonly reason: string;
  /** Stamp of the bar it was decided on, UTC epoch ms. */
  readonly decidedAt: number;
  /** Fills in no bar that opens earlier, UTC epoch ms; absent where the next bar cannot. */
  readonly notBefore?: number;
  /**
   * Makes it an exit, that of the entry with this id or of the whole `POSITION`: it closes at most what
   * is held, and of several exits of the same only as much fills as one of them asks for.
   */
  readonly exitOf?: string;
  /** What protects the part of this order that has filled; stops first. */
  readonly exits?: readonly ExitPlan[];
}

/** Whether an order carries out a wish; the others are exits that wait for their price. */
export function isWorking({ kind, exitOf }: Order): boolean {
  return kind === 'market' || exitOf === undefined;
}

/** Units that an order may trade while so many are held: an exit closes at most those. */
export function withinPosition({ quantity, exitOf }: Order, held: number): number {
  if (exitOf === undefined) return quantity;
  const side = Math.sign(quantity);
  return side * Math.min(Math.abs(quantity), Math.max(0, -side * held));
}

/** An order in new units, `ratio` for one old: quantity × ratio, prices / ratio. */
export function rebased(order: Order, ratio: number): Order {
  const { exits } = order;
  const terms = { ...rebasedTerms(order, ratio), quantity: order.quantity * ratio };
  return exits === undefined
    ? terms
    : { ...terms, exits: exits.map((exit) => rebasedTerms(exit, ratio)) };
}

function rebasedTerms<Terms extends OrderTerms>(terms: Terms, ratio: number): Terms {
  const { price, limitPrice, trailAmount, countedFrom } = terms;
  return {
    ...terms,
    price: price / ratio,
    ...(countedFrom !== undefined && { countedFrom: countedFrom / ratio }),
    ...(limitPrice !== undefined && { limitPrice: limitPrice / ratio }),
    ...(trailAmount !== undefined && { trailAmount: trailAmount / ratio }),
  };
}

/** JSON has no NaN: a price that is none is null there. */
type Saved<Terms extends OrderTerms> = Omit<Terms, 'price' | 'exits'> & {
  readonly price: number | null;
};

export type SavedOrder = Saved<Order> & { readonly exits?: readonly Saved<ExitPlan>[] };

export function saveOrder({ exits, ...order }: Order): SavedOrder {
  const saved = savePrice(order);
  return exits === undefined ? saved : { ...saved, exits: exits.map(savePrice) };
}

export function loadOrder({ exits, ...saved }: SavedOrder): Order {
  const order = loadPrice(saved);
  // Before exits said so, whatever rested closed the whole position.
  if (order.exitOf === undefined && /-(stop|target)$/.test(order.id) && order.kind !== 'market') {
    return { ...order, exitOf: POSITION };
  }
  return exits === undefined ? order : { ...order, exits: exits.map(loadPrice) };
}

function savePrice<Terms extends { readonly price: number }>(terms: Terms) {
  return { ...terms, price: Number.isNaN(terms.price) ? null : terms.price };
}

function loadPrice<Terms extends { readonly price: number | null }>(terms: Terms) {
  return { ...terms, price: terms.price ?? Number.NaN };
}

/** When an order is decided that waits for a bar to come. */
export function decision({ time, knownAt }: MarketSlice): Pick<Order, 'decidedAt' | 'notBefore'> {
  return Number.isNaN(knownAt) ? { decidedAt: time } : { decidedAt: time, notBefore: knownAt };
}

/** Why a position is made smaller without a signal or a price met. */
export type ReducingIntent = 'time-stop' | 'margin-call' | 'flatten';

const MINUTE_MS = 60_000;

/** What the ids of each asset's orders begin with: `q2-strategy-symbol-`. */
export function orderNames(strategy: string, symbols: readonly string[]): readonly string[] {
  return symbols.map((symbol) => `q2-${strategy}-${symbol}-`);
}

/**
 * The client order id: `q2-strategy-symbol-bar-intent`, within what brokers accept (128 characters).
 *
 * The bar is its start in minutes since 1970, in base 36.
 *
 * @param name - that of the asset's orders, from `orderNames`
 */
export function orderId(
  name: string,
  decidedAt: number,
  intent: 'signal' | 'stop' | 'target' | 'bracket-stop' | 'bracket-target' | ReducingIntent,
): string {
  return `${name}${(decidedAt / MINUTE_MS).toString(36)}-${intent}`;
}

/** Amount traded in a calendar month, on which tiered commissions depend. */
export interface TradedState {
  /** Months since 1970, UTC. */
  readonly month: number;
  /** Units or account currency, as the tiers count. */
  readonly amount: number;
}

/** State of a broker's side that a replay must be able to continue from. */
export interface ExecutorState {
  readonly openOrders: readonly SavedOrder[];
  /** Absent where commissions do not depend on it. */
  readonly traded?: TradedState;
  /** Absent where no cost depends on what bars were like. */
  readonly evidence?: CostEvidenceState;
}
