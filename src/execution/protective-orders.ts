import type { TradingConfig } from '#config';
import { type Order, orderId, POSITION } from './order.ts';
import { protectivePrice } from './protective-price.ts';

export interface ProtectedPosition {
  readonly asset: number;
  /** That of the asset's orders, from `orderNames`. */
  readonly name: string;
  /** Signed units held. */
  readonly quantity: number;
  readonly entryPrice: number;
  /** Best close since entry; the entry price before the first. */
  readonly bestPrice: number;
  /** Volatility a bar, fraction; NaN when not known. */
  readonly volatility: number;
  readonly decidedAt: number;
  /** Account currency; 0 is any price. */
  readonly tickSize: number;
  readonly risk: Pick<
    TradingConfig['risk'],
    'stopLossSigma' | 'takeProfitSigma' | 'trailingStopSigma'
  >;
}

/**
 * Resting orders that close a position at its stop or target.
 *
 * stop = entry · (1 ∓ stopLossSigma · σ) or best close · (1 ∓ trailingStopSigma · σ), the nearer one,
 * target = entry · (1 ± takeProfitSigma · σ), upper signs for a long, in whole ticks: at least one from
 * where it is counted, and no worse than asked for where there is room. None while flat or while σ is
 * not known.
 *
 * @returns the stop first, so that it is matched first when both lie inside one bar
 */
export function protectiveOrders(position: ProtectedPosition): Order[] {
  const { quantity, entryPrice, bestPrice, volatility, tickSize, risk } = position;
  if (quantity === 0 || !(volatility > 0)) return [];
  const side = Math.sign(quantity);
  const away = (kind: 'stop' | 'limit', from: number, sigmas: number | null) => {
    if (sigmas === null) return Number.NaN;
    const towards = kind === 'stop' ? -side : side;
    const asked = from * (1 + towards * sigmas * volatility);
    return protectivePrice({ kind, quantity: -quantity }, asked, from, tickSize);
  };
  const fixed = away('stop', entryPrice, risk.stopLossSigma);
  const trailing = away('stop', bestPrice, risk.trailingStopSigma);
  const isTrailing = Number.isNaN(fixed) || side * trailing > side * fixed;
  const target = away('limit', entryPrice, risk.takeProfitSigma);
  const orders: Order[] = [];
  const stop = isTrailing ? trailing : fixed;
  if (stop > 0) {
    const reason = isTrailing ? 'trailing-stop' : 'stop-loss';
    orders.push(closing(position, reason, stop, isTrailing ? bestPrice : entryPrice));
  }
  if (target > 0) orders.push(closing(position, 'take-profit', target, entryPrice));
  return orders;
}

function closing(
  { asset, name, quantity, decidedAt, tickSize }: ProtectedPosition,
  reason: 'trailing-stop' | 'stop-loss' | 'take-profit',
  price: number,
  countedFrom: number,
): Order {
  const isTarget = reason === 'take-profit';
  const order: Order = {
    id: orderId(name, decidedAt, isTarget ? 'target' : 'stop'),
    asset,
    kind: isTarget ? 'limit' : 'stop',
    quantity: -quantity,
    price,
    reason,
    decidedAt,
    exitOf: POSITION,
  };
  return tickSize > 0 ? { ...order, countedFrom } : order;
}
