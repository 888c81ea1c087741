import { operation, type Tensor } from '../graph.ts';
import { add, divide, multiply } from '../ops/arithmetic.ts';
import { minimum } from '../ops/choice.ts';
import { sqrt } from '../ops/pointwise.ts';
import { type Optimizer, stateless } from './optimizer.ts';

/** Keeps a norm of zero from dividing by zero. */
const SMALLEST_NORM = 1e-6;

/**
 * Scales the gradient down to a norm of `limit` when it is longer: g · min(1, limit / (‖g‖ + 1e-6)).
 *
 * @see Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013
 */
export function clipByGlobalNorm(limit: number): Optimizer {
  return stateless((gradient) =>
    multiply(gradient, minimum(1, divide(limit, add(globalNorm(gradient), SMALLEST_NORM)))),
  );
}

/** √Σg² of a flat gradient, []. */
export function globalNorm(gradient: Tensor): Tensor {
  return sqrt(operation('ReduceSumSquare', [gradient], [], { attributes: { keepdims: 0 } }));
}
