/**
 * Spearman's rank correlation; equal values share their mean rank.
 *
 * @returns −1…1; null where either side is constant or has fewer than two values
 */
export function rankCorrelation(left: Float64Array, right: Float64Array): number | null {
  const a = centredRanks(left);
  const b = centredRanks(right);
  let cross = 0;
  let aSquares = 0;
  let bSquares = 0;
  for (let index = 0; index < a.length; index++) {
    cross += a[index] * b[index];
    aSquares += a[index] * a[index];
    bSquares += b[index] * b[index];
  }
  return aSquares > 0 && bSquares > 0 ? cross / Math.sqrt(aSquares * bSquares) : null;
}

function centredRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, index) => index);
  order.sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  const middle = (values.length - 1) / 2;
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    while (next < order.length && values[order[next]] === values[order[first]]) next++;
    for (let at = first; at < next; at++) ranks[order[at]] = (first + next - 1) / 2 - middle;
    first = next;
  }
  return ranks;
}
