import type { Tensor, TensorData } from '../../src/tensor/graph.ts';
import { encodeModel } from '../../src/tensor/onnx/file.ts';
import { writeGraph } from '../../src/tensor/onnx/write-graph.ts';
import { Runtime, type Values } from '../../src/tensor/runtime.ts';
import { staticShape } from '../../src/tensor/shape.ts';

/** Computes tensors once; inputs are pairs of tensor and numbers. */
export async function runGraph<Name extends string>(
  outputs: Readonly<Record<Name, Tensor>>,
  inputs: readonly (readonly [Tensor, TensorData])[],
  { portable = false, threads = 1 }: { portable?: boolean; threads?: number } = {},
): Promise<Readonly<Record<Name, Values>>> {
  const file = encodeModel(
    writeGraph({ inputs: inputs.map(([tensor]) => tensor), outputs, portable }),
  );
  const program = await new Runtime({ threads }).compile(file);
  const feeds: Record<string, Values> = {};
  for (const [{ node, shape }, data] of inputs) {
    if (node.kind === 'input') feeds[node.name] = { data, shape: staticShape('input', shape) };
  }
  const into = Object.fromEntries(Object.keys(outputs).map((name) => [name, null]));
  const results = await program.run(feeds, into);
  await program.release();
  return results;
}
