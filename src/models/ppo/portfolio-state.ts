import type { PortfolioPanel } from './portfolio-panel.ts';

/**
 * Numbers in what a portfolio policy sees of one bar.
 *
 * First the features of each asset, asset after asset, then the weights held, cash last.
 */
export function portfolioStateSize({
  assets,
  features,
}: Pick<PortfolioPanel, 'assets' | 'features'>): number {
  return assets * features + assets + 1;
}

/**
 * What the policy sees at one bar of a panel.
 *
 * @param held - weights [assets + 1], cash last
 * @returns [assets · features + assets + 1]
 */
export function portfolioState(
  { assets, features, rows }: PortfolioPanel,
  bar: number,
  held: ArrayLike<number>,
): Float32Array {
  const state = new Float32Array(portfolioStateSize({ assets, features }));
  const known = assets * features;
  state.set(rows.subarray(bar * known, (bar + 1) * known));
  state.set(held, known);
  return state;
}
