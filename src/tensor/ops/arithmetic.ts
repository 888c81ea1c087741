import { operation, scalar, type Tensor } from '../graph.ts';
import { broadcastShapes, sameShape, type Shape } from '../shape.ts';
import { sumTo } from './sum.ts';

/** A tensor, or a number that broadcasts to any. */
export type Operand = Tensor | number;

export function tensorOf(operand: Operand): Tensor {
  return typeof operand === 'number' ? scalar(operand) : operand;
}

/** a + b, broadcasting. @throws tensor/shape */
export function add(a: Operand, b: Operand): Tensor {
  return elementwise('Add', a, b, (dy) => [dy, dy]);
}

/** a − b, broadcasting. @throws tensor/shape */
export function subtract(a: Operand, b: Operand): Tensor {
  return elementwise('Sub', a, b, (dy) => [dy, negate(dy)]);
}

/** a · b element by element, broadcasting. @throws tensor/shape */
export function multiply(a: Operand, b: Operand): Tensor {
  return elementwise('Mul', a, b, (dy, left, right) => [multiply(dy, right), multiply(dy, left)]);
}

/** a / b, broadcasting. @throws tensor/shape */
export function divide(a: Operand, b: Operand): Tensor {
  return elementwise('Div', a, b, (dy, left, right) => {
    const da = divide(dy, right);
    return [da, negate(multiply(da, divide(left, right)))];
  });
}

/** −x */
export function negate(x: Tensor): Tensor {
  return operation('Neg', [x], x.shape, { gradient: (dy) => [negate(dy)] });
}

/**
 * A binary operation that broadcasts; its gradients are summed back to the operands' shapes.
 *
 * @param gradient - from dy and the operands, their gradients in the broadcast shape
 */
export function elementwise(
  type: string,
  a: Operand,
  b: Operand,
  gradient: (dy: Tensor, left: Tensor, right: Tensor) => readonly [Tensor, Tensor],
): Tensor {
  const [given, other] = [tensorOf(a), tensorOf(b)];
  const shape = broadcastShapes(type, given.shape, other.shape);
  const left = unexpanded(given, other, shape);
  const right = unexpanded(other, left, shape);
  return operation(type, [left, right], shape, {
    gradient: (dy) => {
      const [da, db] = gradient(dy, left, right);
      return [sumTo(da, left.shape), sumTo(db, right.shape)];
    },
  });
}

/** What x is an expansion of, where broadcasting with `other` gives `shape` all the same; else x. */
function unexpanded(x: Tensor, other: Tensor, shape: Shape): Tensor {
  const { node } = x;
  if (node.kind !== 'operation' || node.type !== 'Expand' || !node.inputs[0]) return x;
  const [inner] = node.inputs;
  return sameShape(broadcastShapes('expand', inner.shape, other.shape), shape) ? inner : x;
}
