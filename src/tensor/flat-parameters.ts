import { input, integers, type Node, operation, type Tensor } from './graph.ts';
import { concat } from './ops/slicing.ts';
import { flatten, reshape } from './ops/reshape.ts';
import type { Parameters } from './parameters.ts';
import { sizeOf } from './shape.ts';

/** The name of the flat vector; as an input `flat/parameters`. */
export const PARAMETERS = 'parameters';

/** All parameters as one input vector [n], and what stands for each of them: its part of it. */
export function flatParameters(parameters: Parameters): {
  readonly vector: Tensor;
  readonly parts: ReadonlyMap<Node, Tensor>;
} {
  const vector = input(`flat/${PARAMETERS}`, [parameters.count]);
  const parts = parameters.specs.map(({ shape, offset }, at) => {
    const end = offset + sizeOf(shape);
    // Slices, not one Split: with many outputs that exceeds what a WebGPU kernel may bind.
    const part = operation(
      'Slice',
      [vector, integers([offset]), integers([end]), integers([0])],
      [end - offset],
    );
    return [parameters.tensors[at].node, reshape(part, shape)] as const;
  });
  return { vector, parts: new Map(parts) };
}

/** One vector [n] of the gradients of all parameters, in the order of the flat vector. */
export function flatGradient(gradients: readonly Tensor[]): Tensor {
  return concat(gradients.map(flatten), 0);
}
