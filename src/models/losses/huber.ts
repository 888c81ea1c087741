import { assert } from '#base';
import { absolute, mean, minimum, multiply, square, subtract, type Tensor } from '#tensor';

/**
 * Squared near zero, absolute beyond: one jump does not outweigh a month of ordinary bars.
 *
 * mean h(o − y), h(e) = ½e² for |e| ≤ δ, else δ(|e| − ½δ)
 *
 * @param outputs - o, any shape
 * @param targets - y, the same shape
 * @param delta - δ > 0, in units of the targets
 * @returns [], ≥ 0
 * @throws tensor/shape
 * @see Huber, Robust Estimation of a Location Parameter, 1964
 */
export function huberLoss(outputs: Tensor, targets: Tensor, delta = 1): Tensor {
  assert(delta > 0, `a Huber loss bends at a positive error, not at ${delta}`);
  const error = absolute(subtract(outputs, targets));
  // a|e| − ½a² with a = min(|e|, δ) is both branches.
  const inner = minimum(error, delta);
  return mean(subtract(multiply(inner, error), multiply(square(inner), 0.5)));
}
