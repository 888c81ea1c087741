import type { TradingConfig } from '#config';
import { wholeTicks } from '#portfolio';
import { type Order, orderId, POSITION } from './order.ts';

export interface ProtectedPosition {
  readonly asset: number;
  readonly symbol: string;
  readonly strategy: string;
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
  const { quantity, entryPrice, bestPrice, volatility, risk } = position;
  if (quantity === 0 || !(volatility > 0)) return [];
  const side = Math.sign(quantity);
  const away = (from: number, sigmas: number | null, towards: number) =>
    sigmas === null
      ? Number.NaN
      : inTicks(position, from * (1 + towards * sigmas * volatility), from);
  const fixed = away(entryPrice, risk.stopLossSigma, -side);
  const trailing = away(bestPrice, risk.trailingStopSigma, -side);
  const isTrailing = Number.isNaN(fixed) || side * trailing > side * fixed;
  const target = away(entryPrice, risk.takeProfitSigma, side);
  return [
    ...order(position, 'stop', isTrailing ? trailing : fixed, isTrailing),
    ...order(position, 'limit', target, false),
  ];
}

function inTicks({ quantity, tickSize }: ProtectedPosition, asked: number, from: number): number {
  const whole = wholeTicks(asked, tickSize, -quantity);
  const away = Math.sign(asked - from);
  const isAway = tickSize === 0 || Math.sign(whole - from) === away;
  return isAway ? whole : wholeTicks(asked, tickSize, -away);
}

function order(
  { asset, symbol, strategy, quantity, decidedAt }: ProtectedPosition,
  kind: 'stop' | 'limit',
  price: number,
  isTrailing: boolean,
): Order[] {
  if (!(price > 0)) return [];
  const stop = isTrailing ? 'trailing-stop' : 'stop-loss';
  return [
    {
      id: orderId(strategy, symbol, decidedAt, kind === 'stop' ? 'stop' : 'target'),
      asset,
      kind,
      quantity: -quantity,
      price,
      reason: kind === 'stop' ? stop : 'take-profit',
      decidedAt,
      exitOf: POSITION,
    },
  ];
}
