import { operation, scalar, type Tensor } from '../graph.ts';
import { broadcastShapes } from '../shape.ts';
import { add, elementwise, multiply, type Operand, subtract, tensorOf } from './arithmetic.ts';
import { asNumbers, equal, greater, greaterOrEqual } from './comparisons.ts';
import { sumTo } from './sum.ts';

/** a where the condition holds, else b, broadcasting; gradient flows to the chosen one. @throws tensor/shape */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const yes = tensorOf(a);
  const no = tensorOf(b);
  const chosen = broadcastShapes('where', yes.shape, no.shape);
  const shape = broadcastShapes('where', condition.shape, chosen);
  return operation('Where', [condition, yes, no], shape, {
    gradient: (dy) => [
      null,
      sumTo(where(condition, dy, 0), yes.shape),
      sumTo(where(condition, 0, dy), no.shape),
    ],
  });
}

/** The larger of a and b, broadcasting; where they are equal each gets half the gradient. @throws tensor/shape */
export function maximum(a: Operand, b: Operand): Tensor {
  return elementwise('Max', a, b, (dy, left, right) => sharedBy(dy, firstWins(left, right)));
}

/** The smaller of a and b, broadcasting; where they are equal each gets half the gradient. @throws tensor/shape */
export function minimum(a: Operand, b: Operand): Tensor {
  return elementwise('Min', a, b, (dy, left, right) => sharedBy(dy, firstWins(right, left)));
}

/** x held to [low, high]; the gradient is zero outside and whole on the bounds. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  return operation('Clip', [x, scalar(low), scalar(high)], x.shape, {
    gradient: (dy) => {
      const inside = multiply(
        asNumbers(greaterOrEqual(x, low)),
        asNumbers(greaterOrEqual(high, x)),
      );
      return [multiply(dy, inside), null, null];
    },
  });
}

/** 1 where a > b, ½ where equal, else 0. */
function firstWins(a: Tensor, b: Tensor): Tensor {
  return add(asNumbers(greater(a, b)), multiply(asNumbers(equal(a, b)), 0.5));
}

function sharedBy(dy: Tensor, share: Tensor): readonly [Tensor, Tensor] {
  return [multiply(dy, share), multiply(dy, subtract(1, share))];
}
