import type { ExitPlan, Order, OrderKind } from '#execution';
import type { TimeInForce } from '#strategies';

/** Open, high, low, close and volume of a bar, and a split before its open; null where there is none. */
export type RuleBar = readonly [
  open: number,
  high: number,
  low: number,
  close: number,
  volume?: number,
  split?: number,
];

/** A bar, and the same with so little volume that caps bind. */
export const DAY: RuleBar = [10, 12, 9, 11];
export const THIN: RuleBar = [10, 12, 9, 11, 100];

/** One rule of how orders fill, with a case that can be followed by hand. */
export interface FillRule {
  readonly rule: string;
  readonly orders: readonly RuleOrder[];
  /** The bars after the one that the orders were decided on. */
  readonly bars: readonly (RuleBar | null)[];
  /** Finer bars within the first bar. */
  readonly finer?: readonly RuleBar[];
  /** Units held before; 0 unless said. */
  readonly held?: number;
  /** Cash before; more than enough unless said. */
  readonly cash?: number;
  /** Settings under `trading`; no costs and no volume cap unless said. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Bars to a session; every bar is one unless said. */
  readonly sessionBars?: number;
  /** What fills, as `fillText` says it. */
  readonly fills: readonly string[];
  /** What still waits at the end, as `orderText` says it; nothing unless said. */
  readonly left?: readonly string[];
}

/** An order without the parts that are the same in all cases. */
export type RuleOrder = Partial<Order> & Pick<Order, 'kind' | 'quantity'>;

export const market = (quantity: number, timeInForce?: TimeInForce): RuleOrder => ({
  kind: 'market',
  quantity,
  ...(timeInForce !== undefined && { timeInForce }),
});

export const limit = (quantity: number, price: number, timeInForce?: TimeInForce): RuleOrder => ({
  ...waiting('limit', quantity, price),
  ...(timeInForce !== undefined && { timeInForce }),
});

export const stop = (quantity: number, price: number, timeInForce?: TimeInForce): RuleOrder => ({
  ...waiting('stop', quantity, price),
  ...(timeInForce !== undefined && { timeInForce }),
});

export const stopLimit = (quantity: number, price: number, limitPrice: number): RuleOrder => ({
  ...waiting('stop-limit', quantity, price),
  limitPrice,
});

/** @param price - its trigger so far; without one the first open counts */
export const trailing = (
  quantity: number,
  trail: Pick<Order, 'trailAmount' | 'trailFraction'>,
  price = Number.NaN,
): RuleOrder => ({ ...waiting('trailing-stop', quantity, price), ...trail });

/** An order that closes what is held, one of several of which only one fills. */
export const closing = (order: RuleOrder): RuleOrder => ({ ...order, exitOf: 'position' });

/** An entry with a stop and a target that live once it fills. */
export const bracket = (entry: RuleOrder, stopAt: number, targetAt: number): RuleOrder => ({
  ...entry,
  id: 'entry',
  exits: [
    { id: 'exit-stop', kind: 'stop', price: stopAt, reason: 'stop' },
    { id: 'exit-target', kind: 'limit', price: targetAt, reason: 'target' },
  ],
});

function waiting(kind: OrderKind, quantity: number, price: number): RuleOrder {
  return { kind, quantity, price };
}

/** `10 12 9 11 × 100`: open, high, low, close and, where it matters, volume. */
export function barText(bar: RuleBar | null): string {
  if (bar === null) return 'no bar';
  const [open, high, low, close, volume, split] = bar;
  const prices = [open, high, low, close].join(' ');
  if (split !== undefined) return `${prices}, after a split`;
  return volume === undefined ? prices : `${prices} × ${volume}`;
}

export function orderText(order: RuleOrder): string {
  const side = order.quantity > 0 ? 'buy' : 'sell';
  const bound = order.exitOf === undefined ? '' : ' to close';
  const life = order.timeInForce === undefined ? '' : `, ${order.timeInForce}`;
  const till = order.expiresAt === undefined ? '' : ` bar ${order.expiresAt}`;
  const exits = (order.exits ?? []).map((exit) => termsText(exit)).join(' and ');
  const around = exits === '' ? '' : `, then ${exits}`;
  const from = order.notBefore === undefined ? '' : ` from bar ${order.notBefore} on`;
  const size = `${side} ${Math.abs(order.quantity)}${bound}`;
  return `${size}, ${termsText(order)}${life}${till}${from}${around}`;
}

function termsText(terms: RuleOrder | ExitPlan): string {
  const { kind, price = Number.NaN, limitPrice, trailAmount, trailFraction } = terms;
  const at = Number.isNaN(price) ? '' : ` ${price}`;
  switch (kind) {
    case 'market':
      return 'market';
    case 'limit':
    case 'stop':
      return `${kind}${at}`;
    case 'stop-limit':
      return `stop${at} limit ${limitPrice}`;
    case 'trailing-stop':
      return `trailing${at} by ${trailAmount ?? `${trailFraction} of the price`}`;
  }
}
