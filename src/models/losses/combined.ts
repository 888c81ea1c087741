import { assert } from '#base';
import { add, multiply, type Tensor } from '#tensor';
import { directionalLoss } from './directional.ts';
import { huberLoss } from './huber.ts';

/**
 * Size and direction at once: Huber + weight · directional.
 *
 * Both pull forecasts of faint moves towards the expected return and bend about equally there, so that
 * at a weight of 1 each has about the same say.
 *
 * @param outputs - any shape
 * @param targets - the same shape, standardised returns
 * @param directionWeight - ≥ 0
 * @returns [], ≥ 0
 * @throws tensor/shape
 */
export function combinedLoss(outputs: Tensor, targets: Tensor, directionWeight = 1): Tensor {
  assert(directionWeight >= 0, `a loss counts by a weight ≥ 0, not ${directionWeight}`);
  const direction = multiply(directionalLoss(outputs, targets), directionWeight);
  return add(huberLoss(outputs, targets), direction);
}
