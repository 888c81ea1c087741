import type { TradingConfig } from '#config';

type CostSettings = Pick<TradingConfig, 'commissionBps' | 'slippageBps'> &
  Partial<Pick<TradingConfig, 'costs'>>;

const PER_BPS = 1e-4;

/**
 * What a trade costs, a side, as a share of its value, as far as that is known before it is made.
 *
 * commission by value + slippage + half the spread; not what depends on the bar, on the number of shares
 * or on the month's volume
 */
export function sideCost(settings: CostSettings): number {
  const { commissionBps, priceBps } = sideCostParts(settings);
  return (commissionBps + priceBps) * PER_BPS;
}

/** The same apart: what moves the price, slippage and half the spread, and the commission on what is paid. */
export function sideCostParts({ commissionBps, slippageBps, costs }: CostSettings) {
  const spread = costs?.spread.method === 'bps' ? costs.spread.halfBps : 0;
  return {
    commissionBps: costs === undefined || costs.commission === 'per-value' ? commissionBps : 0,
    priceBps: slippageBps + spread,
  };
}
