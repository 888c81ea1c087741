/** Nothing in any asset, everything in cash, which comes last [assets + 1]. */
export function inCash(assets: number): Float64Array {
  const weights = new Float64Array(assets + 1);
  weights[assets] = 1;
  return weights;
}
