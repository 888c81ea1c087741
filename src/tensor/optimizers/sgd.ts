import { add, multiply } from '../ops/arithmetic.ts';
import { chain, descend, type Optimizer } from './optimizer.ts';

/** Gradient descent: θ ← θ − rate · v, with v ← momentum · v + g. */
export function sgd({ momentum = 0 }: { readonly momentum?: number } = {}): Optimizer {
  return momentum === 0 ? descend() : chain(accumulate(momentum), descend());
}

/** Heavy-ball momentum. @see Polyak, Some methods of speeding up the convergence of iteration methods, 1964 */
function accumulate(decay: number): Optimizer {
  return {
    moments: ['velocity'],
    factors: {},
    update(gradient, { moments }) {
      const velocity = add(multiply(moments['velocity'], decay), gradient);
      return { update: velocity, moments: { velocity } };
    },
  };
}
