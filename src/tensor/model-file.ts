import { QuantError } from '#base';
import { constant, type Tensor } from './graph.ts';
import { type Build, type InputShapes, inputsOf } from './model.ts';
import { encodeModel } from './onnx/file.ts';
import { writeGraph } from './onnx/write-graph.ts';
import { Parameters, type ParameterSpec } from './parameters.ts';
import { sizeOf } from './shape.ts';

export interface ModelFileOptions<Input extends string, Output extends string> {
  readonly build: Build<Input, Output>;
  /** The batch may stay open: `['batch', 60, 50]`. */
  readonly inputs: InputShapes<Input>;
  /** All weights, flat, as `TrainingStep` keeps them. */
  readonly parameters: Float32Array;
  /** Kept in the file for who reads it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A trained model as an ONNX file that any runtime reads: standard operators, weights inside.
 *
 * @throws tensor/shape, tensor/state-mismatch
 */
export function modelFile<Input extends string, Output extends string>({
  build,
  inputs: shapes,
  parameters: values,
  metadata = {},
}: ModelFileOptions<Input, Output>): Uint8Array {
  const parameters = new Parameters({ training: false });
  const named = inputsOf(shapes);
  const outputs = build(parameters, named);
  if (parameters.count !== values.length) {
    throw new QuantError(
      'tensor/state-mismatch',
      `${values.length} weights were given and this model needs ${parameters.count}; they are of another model.`,
    );
  }
  const weights = parameters.specs.map(({ shape, offset }: ParameterSpec, at) => {
    const part = values.subarray(offset, offset + sizeOf(shape));
    return [parameters.tensors[at].node, constant(part, shape)] as const;
  });
  const graph = writeGraph({
    inputs: Object.values<Tensor>(named),
    outputs,
    parameters: new Map(weights),
    portable: true,
  });
  return encodeModel(graph, metadata);
}
