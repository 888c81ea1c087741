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

/** Commission of a fill: |quantity| · price · commissionBps · 10⁻⁴, account currency. */
export function commission(price: number, quantity: number, costs: CostSettings): number {
  return Math.abs(quantity) * price * costs.commissionBps * PER_BPS;
}

/** Largest quantity whose price and commission fit into `cash`, units. */
export function affordableQuantity(cash: number, price: number, costs: CostSettings): number {
  return Math.max(0, cash) / (price * (1 + costs.commissionBps * PER_BPS));
}
