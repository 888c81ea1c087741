import { type Build, type InputShapes, inputsOf } from './model.ts';
import { Parameters, type ParameterSpec } from './parameters.ts';

/** Names, shapes and places of a model's weights, without a runtime. @throws tensor/shape, tensor/name-taken */
export function parameterSpecs<Input extends string, Output extends string>(
  build: Build<Input, Output>,
  inputs: InputShapes<Input>,
): readonly ParameterSpec[] {
  const parameters = new Parameters({ training: false });
  build(parameters, inputsOf(inputs));
  return parameters.specs;
}
