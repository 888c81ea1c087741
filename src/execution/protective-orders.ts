import type { TradingConfig } from '#config';
import { type Order, orderId } from './order.ts';

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
  readonly risk: Pick<
    TradingConfig['risk'],
    'stopLossSigma' | 'takeProfitSigma' | 'trailingStopSigma'
  >;
}

/**
 * Resting orders that close a position at its stop or target.
 *
 * stop = entry · (1 ∓ stopLossSigma · σ) or best close · (1 ∓ trailingStopSigma · σ), the nearer one,
 * target = entry · (1 ± takeProfitSigma · σ), upper signs for a long. None while flat or while σ is not
 * known.
 *
 * @returns the stop first, so that it is matched first when both lie inside one bar
 */
export function protectiveOrders(position: ProtectedPosition): Order[] {
  const { quantity, entryPrice, volatility, risk } = position;
  if (quantity === 0 || !(volatility > 0)) return [];
  const side = Math.sign(quantity);
  const away = (from: number, sigmas: number | null) =>
    sigmas === null ? Number.NaN : from * (1 + sigmas * volatility);
  const fixed = away(entryPrice, negative(side, risk.stopLossSigma));
  const trailing = away(position.bestPrice, negative(side, risk.trailingStopSigma));
  const isTrailing = Number.isNaN(fixed) || side * trailing > side * fixed;
  const target = away(entryPrice, negative(-side, risk.takeProfitSigma));
  return [
    ...order(position, 'stop', isTrailing ? trailing : fixed, isTrailing),
    ...order(position, 'limit', target, false),
  ];
}

function negative(side: number, sigmas: number | null): number | null {
  return sigmas === null ? null : -side * sigmas;
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
    },
  ];
}
