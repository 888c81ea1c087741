import { assert } from '#base';
import { maximum, mean, multiply, subtract, type Tensor } from '#tensor';

/**
 * Pinball loss, least where outputs are a quantile of the targets.
 *
 * mean max(τ(y − o), (τ − 1)(y − o))
 *
 * @param outputs - o, any shape
 * @param targets - y, the same shape
 * @param level - τ in (0, 1); 0.5 gives half the absolute error
 * @returns [], ≥ 0, in units of the targets
 * @throws tensor/shape
 * @see Koenker and Bassett, Regression Quantiles, 1978
 */
export function quantileLoss(outputs: Tensor, targets: Tensor, level: number): Tensor {
  assert(level > 0 && level < 1, `a quantile lies between 0 and 1, not at ${level}`);
  const short = subtract(targets, outputs);
  return mean(maximum(multiply(short, level), multiply(short, level - 1)));
}
