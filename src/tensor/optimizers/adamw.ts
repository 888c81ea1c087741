import { constant, type Tensor } from '../graph.ts';
import { add, divide, multiply, subtract } from '../ops/arithmetic.ts';
import { sqrt, square } from '../ops/pointwise.ts';
import type { ParameterSpec } from '../parameters.ts';
import { sizeOf } from '../shape.ts';
import { chain, descend, type Optimizer, stateless } from './optimizer.ts';

interface AdamOptions {
  /** Memory of the mean of gradients. */
  readonly beta1?: number;
  /** Memory of the mean of their squares. */
  readonly beta2?: number;
  readonly epsilon?: number;
}

interface AdamWOptions extends AdamOptions {
  /** Share of a parameter that goes each step, times the learning rate. */
  readonly weightDecay?: number;
  /** Which parameters decay; all without it. Offsets and norms are often left out. */
  readonly decays?: (spec: ParameterSpec) => boolean;
}

/**
 * Adam with decoupled weight decay: θ ← θ − rate · (m̂ / (√v̂ + ε) + decay · θ).
 *
 * @see Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019; golden values of PyTorch
 */
export function adamW({ weightDecay = 0.01, decays, ...adam }: AdamWOptions = {}): Optimizer {
  return chain(scaleByAdam(adam), addDecayedWeights(weightDecay, decays), descend());
}

/**
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²; returns m̂ / (√v̂ + ε), where m̂ and v̂ are free of the zero start.
 *
 * @see Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015
 */
function scaleByAdam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimizer {
  return {
    moments: ['adamMean', 'adamSquare'],
    factors: {
      adamMeanFactor: (step) => 1 / (1 - beta1 ** step),
      adamSquareFactor: (step) => 1 / Math.sqrt(1 - beta2 ** step),
    },
    update(gradient, { moments, factors }) {
      const mean = blend(moments['adamMean'], gradient, beta1);
      const squares = blend(moments['adamSquare'], square(gradient), beta2);
      const deviation = add(multiply(sqrt(squares), factors['adamSquareFactor']), epsilon);
      return {
        update: divide(multiply(mean, factors['adamMeanFactor']), deviation),
        moments: { adamMean: mean, adamSquare: squares },
      };
    },
  };
}

/** before + (1 − β)(now − before): the moving mean, in the form that keeps a constant constant. */
function blend(before: Tensor, now: Tensor, beta: number): Tensor {
  return add(before, multiply(subtract(now, before), 1 - beta));
}

/** Adds `rate` · θ to the update of the parameters that decay. */
function addDecayedWeights(
  rate: number,
  decays: (spec: ParameterSpec) => boolean = () => true,
): Optimizer {
  return stateless((gradient, { parameters, specs }) => {
    if (rate === 0) return gradient;
    if (specs.every(decays)) return add(gradient, multiply(parameters, rate));
    const rates = specs.map((spec) =>
      new Array<number>(sizeOf(spec.shape)).fill(decays(spec) ? rate : 0),
    );
    const values = Float32Array.from(rates.flat());
    return add(gradient, multiply(parameters, constant(values, [values.length])));
  });
}
