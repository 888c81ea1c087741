import { flatGradient, flatParameters, PARAMETERS } from './flat-parameters.ts';
import { gradients } from './gradients.ts';
import { input, type Tensor } from './graph.ts';
import { scoped } from './scope.ts';
import { type Build, type InputShapes, inputsOf } from './model.ts';
import { encodeModel } from './onnx/file.ts';
import { writeGraph } from './onnx/write-graph.ts';
import { add } from './ops/arithmetic.ts';
import { globalNorm } from './optimizers/clip-by-global-norm.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { Parameters } from './parameters.ts';
import { describeShape, shapeError } from './shape.ts';

export interface TrainingOptions<Input extends string, Metric extends string> {
  /** Builds the model and its loss []; other outputs are metrics [] of each step. */
  readonly build: Build<Input, 'loss' | Metric>;
  readonly inputs: InputShapes<Input>;
  readonly optimizer: Optimizer;
}

/** The graph of one training step, and what must be known to run it. */
export interface StepGraph {
  readonly file: Uint8Array;
  readonly parameters: Parameters;
  readonly optimizer: Optimizer;
  readonly inputs: readonly Tensor[];
  readonly metrics: readonly string[];
}

export const LEARNING_RATE = 'step/learningRate';
export const GRADIENT_NORM = 'step/gradientNorm';

/** Names beside the inputs of the model, which have none of these slashes in front. */
export const factorName = (name: string) => `step/${name}`;
export const momentName = (name: string) => `flat/${name}`;
export const nextName = (name: string) => `next/${name}`;

/** Forward, backward and update as one graph. @throws tensor/shape, tensor/name-taken, tensor/not-differentiable */
export function buildStep<Input extends string, Metric extends string>({
  build,
  inputs: shapes,
  optimizer,
}: TrainingOptions<Input, Metric>): StepGraph {
  const parameters = new Parameters({ training: true });
  const named = inputsOf(shapes);
  const inputs = Object.values<Tensor>(named);
  const results: Readonly<Record<string, Tensor>> = build(parameters, named);
  for (const [name, { shape }] of Object.entries(results)) {
    if (shape.length === 0) continue;
    throw shapeError('training', `${name} must be a scalar, and is ${describeShape(shape)}`);
  }
  const { vector, parts } = flatParameters(parameters);
  const gradient = flatGradient(gradients(results['loss'], parameters.tensors));
  const learningRate = input(LEARNING_RATE, []);
  const moments = inputsNamed(optimizer.moments, momentName, vector.shape);
  const factors = inputsNamed(Object.keys(optimizer.factors), factorName, []);
  const { update, moments: after } = scoped('optimizer', () =>
    optimizer.update(gradient, {
      parameters: vector,
      specs: parameters.specs,
      learningRate,
      moments,
      factors,
    }),
  );
  const masks = parameters.masks.map(({ tensor }) => tensor);
  const state = [vector, learningRate, ...Object.values(moments), ...Object.values(factors)];
  const graph = writeGraph({
    inputs: [...inputs, ...masks, ...state],
    outputs: {
      ...results,
      [GRADIENT_NORM]: globalNorm(gradient),
      [nextName(PARAMETERS)]: add(vector, update),
      ...Object.fromEntries(Object.entries(after).map(([name, of]) => [nextName(name), of])),
    },
    parameters: parts,
  });
  const metrics = Object.keys(results).filter((name) => name !== 'loss');
  return { file: encodeModel(graph), parameters, optimizer, inputs, metrics };
}

function inputsNamed(
  names: readonly string[],
  rename: (name: string) => string,
  shape: Tensor['shape'],
): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(names.map((name) => [name, input(rename(name), shape)]));
}
