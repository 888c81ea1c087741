import type { TradingConfig } from '#config';
import { kellyShare } from './kelly-share.ts';
import type { Share, SizingInputs } from './sizing.ts';

/** Units of a full position, or why there is none. */
export type FullPosition = { readonly units: number } | { readonly reason: string };

/**
 * Units that one full signal gets: min(share, maxPositionFraction) · equity / price.
 *
 * - fixed-quantity: `quantity` units, unless they are worth more than the cap
 * - fixed-fraction: share = fraction, 1 / assets when null
 * - volatility-target: share = targetVolatility / √assets / (σ · √barsPerYear), that of one of `assets`
 *   independent positions that together have the target volatility
 * - atr: share = riskFraction · price / (multiple · ATR): `multiple` average ranges against it cost
 *   `riskFraction` of equity
 * - kelly: see `kellyShare`
 * - portfolio: share = weight, chosen by `Rebalancer`
 */
export function fullPosition(trading: TradingConfig, inputs: SizingInputs): FullPosition {
  const { sizing, risk } = trading;
  const { equity, price } = inputs;
  if (sizing.method === 'fixed-quantity') {
    return { units: Math.min(sizing.quantity, (risk.maxPositionFraction * equity) / price) };
  }
  const share = fullShare(sizing, inputs);
  if ('reason' in share) return share;
  return { units: (Math.min(share.fraction, risk.maxPositionFraction) * equity) / price };
}

function fullShare(sizing: TradingConfig['sizing'], inputs: SizingInputs): Share {
  const { volatility, averageTrueRange, earnings, weight = 0, assets, barsPerYear } = inputs;
  if (sizing.method === 'portfolio') {
    return isPositive(weight) ? { fraction: weight } : { reason: `weight is ${weight}` };
  }
  if (!isPositive(assets)) return { reason: `number of assets is ${assets}` };
  if (sizing.method === 'volatility-target') {
    if (!isPositive(volatility)) return { reason: `volatility is ${volatility}` };
    if (!isPositive(barsPerYear)) return { reason: `bars a year are ${barsPerYear}` };
    const target = sizing.targetVolatility / Math.sqrt(assets);
    return { fraction: target / (volatility * Math.sqrt(barsPerYear)) };
  }
  if (sizing.method === 'atr') {
    if (!isPositive(averageTrueRange))
      return { reason: `average true range is ${averageTrueRange}` };
    const { riskFraction, multiple } = sizing.atr;
    return { fraction: (riskFraction * inputs.price) / (multiple * averageTrueRange) };
  }
  if (sizing.method === 'kelly') {
    if (earnings === null) return { reason: 'the signals have no record' };
    return kellyShare(earnings, sizing.kelly, assets);
  }
  return { fraction: sizing.fraction ?? 1 / assets };
}

/** Written so that NaN fails it. */
export function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
