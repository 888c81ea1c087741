/** Simple returns, a row a bar, a column an asset. */
export interface ReturnMatrix {
  readonly bars: number;
  readonly assets: number;
  /** [bars, assets] row-major */
  readonly values: Float64Array;
}

/** Arithmetic mean of each column, [assets]; NaN when there is no bar. */
export function meanReturns({ bars, assets, values }: ReturnMatrix): Float64Array {
  const sums = new Float64Array(assets);
  for (let at = 0; at < values.length; at++) sums[at % assets] += values[at];
  return sums.map((sum) => sum / bars);
}

/** Returns less the mean of their column. */
export function centred(returns: ReturnMatrix): ReturnMatrix {
  const means = meanReturns(returns);
  const { assets } = returns;
  return { ...returns, values: returns.values.map((value, at) => value - means[at % assets]) };
}

/** Σₜ wₜ·aₜ·bₜᵀ of two matrices' rows, [assets, assets]; every weight 1 when there are none. */
export function weightedProducts(
  a: ReturnMatrix,
  b: ReturnMatrix,
  weights: Float64Array | null = null,
): Float64Array {
  const { bars, assets } = a;
  const isSymmetric = a === b;
  const products = new Float64Array(assets * assets);
  for (let bar = 0; bar < bars; bar++) {
    const row = b.values.subarray(bar * assets, (bar + 1) * assets);
    const weight = weights === null ? 1 : weights[bar];
    for (let i = 0; i < assets; i++) {
      const scaled = weight * a.values[bar * assets + i];
      const line = i * assets;
      const width = isSymmetric ? i + 1 : assets;
      for (let j = 0; j < width; j++) products[line + j] += scaled * row[j];
    }
  }
  if (isSymmetric) mirror(products, assets);
  return products;
}

/** Copies the lower triangle into the upper one. */
function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j];
  }
}
