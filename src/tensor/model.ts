import { type DataType, input, type Tensor } from './graph.ts';
import type { Parameters } from './parameters.ts';
import type { Shape } from './shape.ts';

/** What a graph is given at each run: shapes by name, or with another type than float32. */
export type InputShapes<Name extends string> = Readonly<
  Record<Name, Shape | { readonly shape: Shape; readonly dataType: DataType }>
>;

export type Tensors<Name extends string> = Readonly<Record<Name, Tensor>>;

/** A model, or a model with its loss: the same function for training, evaluation and export. */
export type Build<Input extends string, Output extends string> = (
  parameters: Parameters,
  inputs: Tensors<Input>,
) => Tensors<Output>;

export function inputsOf<Name extends string>(shapes: InputShapes<Name>): Tensors<Name> {
  const inputs = Object.entries<InputShapes<Name>[Name]>(shapes).map(([name, given]) => [
    name,
    'dataType' in given ? input(name, given.shape, given.dataType) : input(name, given),
  ]);
  return Object.fromEntries(inputs) as Tensors<Name>;
}
