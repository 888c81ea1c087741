import { operation, type Tensor } from '../graph.ts';
import { broadcastShapes } from '../shape.ts';
import { type Operand, tensorOf } from './arithmetic.ts';

/** Where a > b: a condition for `where`, or for `asNumbers`. @throws tensor/shape */
export function greater(a: Operand, b: Operand): Tensor {
  return compare('Greater', a, b);
}

/** Where a ≥ b. @throws tensor/shape */
export function greaterOrEqual(a: Operand, b: Operand): Tensor {
  return compare('GreaterOrEqual', a, b);
}

/** Where a = b. @throws tensor/shape */
export function equal(a: Operand, b: Operand): Tensor {
  return compare('Equal', a, b);
}

/** A condition as 1 and 0. */
export function asNumbers(condition: Tensor): Tensor {
  return operation('Cast', [condition], condition.shape, {
    attributes: { to: 1 },
    gradient: () => [null],
  });
}

function compare(type: string, a: Operand, b: Operand): Tensor {
  const left = tensorOf(a);
  const right = tensorOf(b);
  return operation(type, [left, right], broadcastShapes(type, left.shape, right.shape), {
    dataType: 'bool',
    gradient: () => [null, null],
  });
}
