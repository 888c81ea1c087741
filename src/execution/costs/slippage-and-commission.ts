import type { TradingConfig } from '#config';

export type CostSettings = Pick<TradingConfig, 'commissionBps' | 'slippageBps'>;

const PER_BPS = 1e-4;

/**
 * Price a unit after slippage: buyers pay more, sellers get less.
 *
 * price · (1 ± slippageBps · 10⁻⁴)
 *
 * @param quantity - signed units; only the sign matters
 */
export function slippedPrice(price: number, quantity: number, costs: CostSettings): number {
  return price * (1 + Math.sign(quantity) * costs.slippageBps * PER_BPS);
}

/** Commission of a fill: |quantity| · price · commissionBps · 10⁻⁴, in the currency of the price. */
export function commission(price: number, quantity: number, costs: CostSettings): number {
  return Math.abs(quantity) * price * costs.commissionBps * PER_BPS;
}

/**
 * Largest quantity whose price, commission and exchange fit into `cash`, units.
 *
 * @param price - a unit, account currency
 * @param exchangeFee - cost of exchanging what is paid, fraction of it
 */
export function affordableQuantity(
  cash: number,
  price: number,
  costs: CostSettings,
  exchangeFee = 0,
): number {
  return Math.max(0, cash) / (price * (1 + costs.commissionBps * PER_BPS + exchangeFee));
}
