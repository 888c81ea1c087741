import { assert } from '#base';
import type { Tensor } from '../graph.ts';
import { multiply, negate } from '../ops/arithmetic.ts';
import type { ParameterSpec } from '../parameters.ts';

/** What an optimizer may look at; all parameters lie in one flat vector [n]. */
export interface OptimizerContext {
  /** [n] */
  readonly parameters: Tensor;
  readonly specs: readonly ParameterSpec[];
  /** [] */
  readonly learningRate: Tensor;
  /** Its own moments before the step, by name, [n] each. */
  readonly moments: Readonly<Record<string, Tensor>>;
  /** Its own factors of the step, by name, [] each. */
  readonly factors: Readonly<Record<string, Tensor>>;
}

/**
 * One rule that turns a gradient into a change of the parameters, or a part of one; `chain` composes them.
 *
 * The last of a chain returns what is added to the parameters.
 */
export interface Optimizer {
  /** Vectors it keeps between steps, each as long as the parameters; zeros at first. */
  readonly moments: readonly string[];
  /** Numbers that depend on the number of the step (from 1) only, worked out in double precision. */
  readonly factors: Readonly<Record<string, (step: number) => number>>;
  update(
    gradient: Tensor,
    context: OptimizerContext,
  ): { readonly update: Tensor; readonly moments: Readonly<Record<string, Tensor>> };
}

/** One after the other: each rule gets what the one before returned. */
export function chain(...parts: readonly Optimizer[]): Optimizer {
  const moments = parts.flatMap((part) => part.moments);
  assert(
    new Set(moments).size === moments.length,
    `moments of a chain differ: ${moments.join(', ')}`,
  );
  return {
    moments,
    factors: Object.assign({}, ...parts.map(({ factors }) => factors)) as Optimizer['factors'],
    update(gradient, context) {
      let update = gradient;
      const after: Record<string, Tensor> = {};
      for (const part of parts) {
        const result = part.update(update, context);
        update = result.update;
        Object.assign(after, result.moments);
      }
      return { update, moments: after };
    },
  };
}

/** A rule without memory. */
export function stateless(
  update: (gradient: Tensor, context: OptimizerContext) => Tensor,
): Optimizer {
  return {
    moments: [],
    factors: {},
    update: (gradient, context) => ({ update: update(gradient, context), moments: {} }),
  };
}

/** The last rule of a chain: −rate · gradient, downhill. */
export function descend(): Optimizer {
  return stateless((gradient, { learningRate }) => multiply(gradient, negate(learningRate)));
}
