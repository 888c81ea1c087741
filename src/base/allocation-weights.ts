/**
 * Shares of wealth from each asset's preference to cash, whose own score is 0: a softmax over both.
 *
 * w_i = e^{s_i} / (1 + Σ_j e^{s_j}); the last one is cash
 *
 * @param scores - [assets], any size
 * @returns [assets + 1], each in [0, 1], with sum 1
 */
export function allocationWeights(scores: ArrayLike<number>): Float64Array {
  const weights = new Float64Array(scores.length + 1);
  let largest = 0;
  for (let at = 0; at < scores.length; at++) largest = Math.max(largest, scores[at]);
  let total = Math.exp(-largest);
  weights[scores.length] = total;
  for (let at = 0; at < scores.length; at++) {
    weights[at] = Math.exp(scores[at] - largest);
    total += weights[at];
  }
  return weights.map((weight) => weight / total);
}
