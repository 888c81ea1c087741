import type { TradingConfig } from '#config';

const PER_BPS = 1e-4;

/** What a trade costs, a side, as a share of its value: commission and slippage together. */
export function sideCost({
  commissionBps,
  slippageBps,
}: Pick<TradingConfig, 'commissionBps' | 'slippageBps'>): number {
  return (commissionBps + slippageBps) * PER_BPS;
}
