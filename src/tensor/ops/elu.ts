import { operation, operations, type Tensor } from '../graph.ts';
import { multiply, subtract } from './arithmetic.ts';
import { maximum, minimum } from './choice.ts';
import { exp } from './pointwise.ts';

/**
 * Exponential linear unit: x above zero, eˣ − 1 below.
 *
 * With a gradient it is max(x, e − 1) with e = exp(min(x, 0)), because e is the slope; the runtime's own
 * operator, which a file gets, is slower than these and would leave the slope to be worked out.
 *
 * @see Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units, 2016
 */
export function elu(x: Tensor): Tensor {
  const [y, slope] = operations('EluWithSlope', [x], [x.shape, x.shape], {
    gradient: ([dy]) => [dy ? multiply(dy, slope) : null],
    lower: ({ used }) => {
      if (!used.has(1)) return [operation('Elu', [x], x.shape), null];
      const below = exp(minimum(x, 0));
      return [maximum(x, subtract(below, 1)), below];
    },
  });
  return y;
}
