import { Evaluation, type ParameterSpec, Runtime, type Tensor } from '#tensor';
import { Parameters } from '../../src/tensor/parameters.ts';
import type { Values } from '../../src/tensor/runtime.ts';
import { Random } from '#base';
import { input } from '../../src/tensor/graph.ts';
import { sizeOf } from '../../src/tensor/shape.ts';

export type Network<Output extends string = 'y'> = (
  parameters: Parameters,
  x: Tensor,
) => Readonly<Record<Output, Tensor>>;

/** Standard normal numbers of a shape, the same for the same name. */
export function noise(name: string, shape: readonly number[]): Values<Float32Array> {
  const random = Random.stream(11, name);
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()) };
}

/** What a network learns for inputs of this shape, and its first values. */
export function firstWeights(
  network: Network<string>,
  shape: readonly number[],
  seed = 1,
): { readonly specs: readonly ParameterSpec[]; readonly values: Float32Array } {
  const parameters = new Parameters({ training: false });
  network(parameters, input('x', shape));
  return { specs: parameters.specs, values: parameters.initialValues(seed) };
}

/** At how many places numbers are left out in training. */
export function dropoutPlaces(network: Network<string>, shape: readonly number[]): number {
  const parameters = new Parameters({ training: true });
  network(parameters, input('x', shape));
  return parameters.masks.length;
}

/** Weights away from the start, where zero heads and biases and unit scales hide what a network does. */
export function movedWeights(first: Float32Array): Float32Array {
  return first.map((value, at) => value + 0.3 * Math.sin(at));
}

/** The outputs of a network outside training, with these weights or some away from its first. */
export async function runNetwork<Output extends string>(
  network: Network<Output>,
  x: Values<Float32Array>,
  weights: Float32Array = movedWeights(firstWeights(network, x.shape).values),
): Promise<Readonly<Record<Output, Values<Float32Array>>>> {
  const evaluation = await Evaluation.create(new Runtime(), {
    inputs: { x: x.shape },
    build: (parameters, inputs) => network(parameters, inputs.x),
  });
  const outputs = await evaluation.run({ x }, weights);
  await evaluation.release();
  return outputs;
}

/** The largest |a − b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let at = 0; at < a.length; at++) {
    const apart = Math.abs(a[at] - b[at]);
    worst = apart <= worst ? worst : apart;
  }
  return worst;
}
