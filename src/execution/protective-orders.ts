import type { TradingConfig } from '#config';
import { wholeTicks } from '#portfolio';
import { type Order, orderId } from './order.ts';

export interface ProtectedPosition {
  readonly asset: number;
  readonly symbol: string;
  readonly strategy: string;
  /** Signed units held. */
  readonly quantity: number;
  readonly entryPrice: number;
  /** Volatility a bar, fraction; NaN when not known. */
  readonly volatility: number;
  readonly decidedAt: number;
  /** Account currency; 0 is any price. */
  readonly tickSize: number;
  readonly risk: Pick<TradingConfig['risk'], 'stopLossSigma' | 'takeProfitSigma'>;
}

/**
 * Resting orders that close a position at its stop or target.
 *
 * stop = entry · (1 ∓ stopLossSigma · σ), target = entry · (1 ± takeProfitSigma · σ), upper signs for a
 * long, in whole ticks: at least one from the entry, and no worse than asked for where there is room.
 * None while flat or while σ is not known.
 *
 * @returns the stop first, so that it is matched first when both lie inside one bar
 */
export function protectiveOrders(position: ProtectedPosition): Order[] {
  const { asset, symbol, strategy, quantity, entryPrice, volatility, decidedAt, tickSize, risk } =
    position;
  if (quantity === 0 || !(volatility > 0)) return [];
  const side = Math.sign(quantity);
  const order = (kind: 'stop' | 'limit', sigmas: number | null): Order[] => {
    if (sigmas === null) return [];
    const away = kind === 'stop' ? -side : side;
    const asked = entryPrice * (1 + away * sigmas * volatility);
    const whole = wholeTicks(asked, tickSize, -quantity);
    const isAway = tickSize === 0 || Math.sign(whole - entryPrice) === away;
    const price = isAway ? whole : wholeTicks(asked, tickSize, -away);
    if (!(price > 0)) return [];
    return [
      {
        id: orderId(strategy, symbol, decidedAt, kind === 'stop' ? 'stop' : 'target'),
        asset,
        kind,
        quantity: -quantity,
        price,
        reason: kind === 'stop' ? 'stop-loss' : 'take-profit',
        decidedAt,
      },
    ];
  };
  return [...order('stop', risk.stopLossSigma), ...order('limit', risk.takeProfitSigma)];
}
