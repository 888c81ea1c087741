import { absolute, divide, mean, multiply, negate, sign, softplus, type Tensor } from '#tensor';

/** √(2π) = 2 / E|y| of a standard normal y. */
const STEEPNESS = Math.sqrt(2 * Math.PI);

/**
 * What forecasts of the wrong sign cost: a smooth count of wrong directions, weighted by the moves missed.
 *
 * mean |y| · softplus(−κ o sign y) / κ, κ = √(2π)
 *
 * Logistic regression on the direction: the gradient stays whole while the sign is wrong, where that of
 * a hard sign is zero and that of −o·y never ends to ask for larger forecasts. |y| makes large moves count
 * by their size, and bars that did not move not at all. κ makes it aware of scale: for normal targets of
 * variance one it is least at o = E[y] to first order, so that outputs are forecasts in the same unit as
 * under the other losses, and the two can be added (`combinedLoss`).
 *
 * @param outputs - o, any shape
 * @param targets - y, the same shape, standardised returns
 * @returns [], ≥ 0; ln 2 / κ · mean |y| for outputs of zero
 * @throws tensor/shape
 */
export function directionalLoss(outputs: Tensor, targets: Tensor): Tensor {
  const wrong = softplus(multiply(negate(multiply(outputs, sign(targets))), STEEPNESS));
  return divide(mean(multiply(absolute(targets), wrong)), STEEPNESS);
}
