import { assert } from '#base';
import type { Values } from '#tensor';
import type { Objective } from './objective.ts';

/** Memory for the inputs of so many examples, filled anew for each batch. */
export interface BatchBuffers<Input extends string> {
  readonly data: Readonly<Record<Input, Float32Array>>;
  /** The same memory with its shapes. */
  readonly values: Readonly<Record<Input, Values<Float32Array>>>;
}

/** @param examples - how many, as many as every batch has */
export function batchBuffers<Input extends string>(
  objective: Objective<Input>,
  examples: number,
): BatchBuffers<Input> {
  const data: Partial<Record<Input, Float32Array>> = {};
  const values: Partial<Record<Input, Values<Float32Array>>> = {};
  const shapes = objective.inputs(examples);
  for (const name of Object.keys(shapes) as Input[]) {
    const given = shapes[name];
    assert(!('dataType' in given), `input ${name} holds float32, as batch sources fill it`);
    const shape = given.map(Number);
    assert(shape.every(Number.isSafeInteger), `input ${name} has a fixed shape in training`);
    const buffer = new Float32Array(shape.reduce((product, length) => product * length, 1));
    data[name] = buffer;
    values[name] = { data: buffer, shape };
  }
  return {
    data: data as Record<Input, Float32Array>,
    values: values as Record<Input, Values<Float32Array>>,
  };
}
