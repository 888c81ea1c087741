import { type Tensor, withGradient } from '../graph.ts';
import { describeShape, sameShape, shapeError } from '../shape.ts';
import { multiply, subtract } from './arithmetic.ts';
import { sigmoid } from './pointwise.ts';

/**
 * A value let through by a gate: y = value · σ(gate).
 *
 * Backward, the gate's slope value · σ(1 − σ) is taken as σ(value − y): two passes less over the numbers.
 *
 * @param value - [...]
 * @param gate - of the same shape
 * @throws tensor/shape
 * @see Dauphin et al., Language Modeling with Gated Convolutional Networks, 2017
 */
export function gatedLinearUnit(value: Tensor, gate: Tensor): Tensor {
  if (!sameShape(value.shape, gate.shape)) {
    const shapes = `${describeShape(value.shape)} and ${describeShape(gate.shape)}`;
    throw shapeError('gatedLinearUnit', `value and gate differ: ${shapes}`);
  }
  const open = sigmoid(gate);
  const y = multiply(value, open);
  return withGradient('GatedLinearUnit', [value, gate], y, (dy) => {
    const dValue = multiply(dy, open);
    return [dValue, multiply(dValue, subtract(value, y))];
  });
}
