import { flatParameters, PARAMETERS } from './flat-parameters.ts';
import type { Tensor } from './graph.ts';
import { type Build, type InputShapes, inputsOf } from './model.ts';
import { encodeModel } from './onnx/file.ts';
import { writeGraph } from './onnx/write-graph.ts';
import { Parameters, type ParameterSpec } from './parameters.ts';
import type { Compiler, Program, Values } from './runtime.ts';
import { momentName } from './step-graph.ts';

export interface EvaluationOptions<Input extends string, Output extends string> {
  readonly build: Build<Input, Output>;
  readonly inputs: InputShapes<Input>;
}

/** A model without gradients whose weights are given at each run: for validation during training. */
export class Evaluation<Input extends string, Output extends string> {
  readonly specs: readonly ParameterSpec[];
  readonly #program: Program;
  readonly #outputs: readonly string[];

  private constructor(
    program: Program,
    specs: readonly ParameterSpec[],
    outputs: readonly string[],
  ) {
    this.#program = program;
    this.specs = specs;
    this.#outputs = outputs;
  }

  /** @throws tensor/shape, tensor/name-taken, tensor/compile-failed */
  static async create<Input extends string, Output extends string>(
    runtime: Compiler,
    { build, inputs: shapes }: EvaluationOptions<Input, Output>,
  ): Promise<Evaluation<Input, Output>> {
    const parameters = new Parameters({ training: false });
    const named = inputsOf(shapes);
    const outputs = build(parameters, named);
    const { vector, parts } = flatParameters(parameters);
    const inputs = [...Object.values<Tensor>(named), vector];
    const file = encodeModel(writeGraph({ inputs, outputs, parameters: parts }));
    return new Evaluation(await runtime.compile(file), parameters.specs, Object.keys(outputs));
  }

  /** @param parameters - flat, as `TrainingStep` keeps them. @throws tensor/run-failed, tensor/shape */
  async run(
    inputs: Readonly<Record<Input, Values>>,
    parameters: Float32Array,
  ): Promise<Readonly<Record<Output, Values<Float32Array>>>> {
    const flat = { data: parameters, shape: [parameters.length] };
    const into = Object.fromEntries(this.#outputs.map((name) => [name, null]));
    const results = await this.#program.run({ ...inputs, [momentName(PARAMETERS)]: flat }, into);
    return results as Readonly<Record<Output, Values<Float32Array>>>;
  }

  async release(): Promise<void> {
    await this.#program.release();
  }
}
