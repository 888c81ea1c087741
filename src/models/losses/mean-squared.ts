import { mean, square, subtract, type Tensor } from '#tensor';

/**
 * Mean squared error: mean (o − y)².
 *
 * @param outputs - o, any shape
 * @param targets - y, the same shape
 * @returns [], ≥ 0, in squared units of the targets
 * @throws tensor/shape
 */
export function meanSquaredLoss(outputs: Tensor, targets: Tensor): Tensor {
  return mean(square(subtract(outputs, targets)));
}
