import { assert } from '#base';
import { type Build, type Compiler, Evaluation, type InputShapes, type Values } from '#tensor';

interface BatchedOptions<Input extends string, Output extends string> {
  readonly build: Build<Input, Output>;
  /** Rows in every run. */
  readonly batch: number;
  /** Numbers in a row of each input. */
  readonly widths: Readonly<Record<Input, number>>;
}

/**
 * A model of rows, run on any number of them in batches of one size.
 *
 * One size, because a matrix product of another size may round differently.
 */
export class BatchedEvaluation<Input extends string, Output extends string> {
  readonly #evaluation: Evaluation<Input, Output>;
  readonly #batch: number;
  readonly #widths: readonly (readonly [Input, number])[];

  private constructor(
    evaluation: Evaluation<Input, Output>,
    { batch, widths }: BatchedOptions<Input, Output>,
  ) {
    this.#evaluation = evaluation;
    this.#batch = batch;
    this.#widths = Object.entries(widths) as [Input, number][];
  }

  /** @throws tensor/shape, tensor/compile-failed */
  static async create<Input extends string, Output extends string>(
    runtime: Compiler,
    options: BatchedOptions<Input, Output>,
  ): Promise<BatchedEvaluation<Input, Output>> {
    const { build, batch, widths } = options;
    const shapes = Object.entries<number>(widths).map(([name, width]) => [name, [batch, width]]);
    const inputs = Object.fromEntries(shapes) as InputShapes<Input>;
    const evaluation = await Evaluation.create(runtime, { build, inputs });
    return new BatchedEvaluation(evaluation, options);
  }

  /**
   * @param inputs - [rows · width] each
   * @param parameters - flat
   * @returns [rows · …] each
   * @throws tensor/run-failed
   */
  async run(
    inputs: Readonly<Record<Input, Float32Array>>,
    parameters: Float32Array,
  ): Promise<Readonly<Record<Output, Float32Array>>> {
    const [[name, width]] = this.#widths;
    const rows = inputs[name].length / width;
    for (const [other, size] of this.#widths) {
      assert(inputs[other].length === rows * size, `${rows} rows of ${size} numbers in ${other}`);
    }
    const results: Partial<Record<Output, Float32Array>> = {};
    for (let first = 0; first < rows; first += this.#batch) {
      const feeds = this.#widths.map(([key, size]) => [key, this.#rows(inputs[key], size, first)]);
      const run = await this.#evaluation.run(
        Object.fromEntries(feeds) as Readonly<Record<Input, Values>>,
        parameters,
      );
      for (const key of Object.keys(run) as Output[]) {
        const { data } = run[key];
        const size = data.length / this.#batch;
        const whole = (results[key] ??= new Float32Array(rows * size));
        whole.set(data.subarray(0, Math.min(data.length, (rows - first) * size)), first * size);
      }
    }
    return results as Record<Output, Float32Array>;
  }

  /** One batch of rows; zeros where there are no more. */
  #rows(values: Float32Array, width: number, first: number) {
    const data = new Float32Array(this.#batch * width);
    data.set(values.subarray(first * width, (first + this.#batch) * width));
    return { data, shape: [this.#batch, width] };
  }

  async release(): Promise<void> {
    await this.#evaluation.release();
  }
}
