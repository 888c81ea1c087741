import { operation, type Tensor } from '../graph.ts';
import { resolveAxis } from '../shape.ts';
import { multiply, subtract } from './arithmetic.ts';
import { exp } from './pointwise.ts';
import { sum } from './sum.ts';

/** eˣ / Σ eˣ along one axis, without overflow. @throws tensor/shape */
export function softmax(x: Tensor, axis = -1): Tensor {
  const at = resolveAxis('softmax', axis, x.shape);
  const y = operation('Softmax', [x], x.shape, {
    attributes: { axis: at },
    gradient: (dy) => {
      const along = sum(multiply(dy, y), [at], { keepDimensions: true });
      return [multiply(y, subtract(dy, along))];
    },
  });
  return y;
}

/** x − ln Σ eˣ along one axis: the logarithm of `softmax`, exact where that underflows. @throws tensor/shape */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const at = resolveAxis('logSoftmax', axis, x.shape);
  const y = operation('LogSoftmax', [x], x.shape, {
    attributes: { axis: at },
    gradient: (dy) => [subtract(dy, multiply(exp(y), sum(dy, [at], { keepDimensions: true })))],
  });
  return y;
}
