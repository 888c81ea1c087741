import { QuantError } from '#base';
import {
  add,
  divide,
  modelFile,
  type Parameters,
  type ParameterSpec,
  parameterSpecs,
  type Program,
  Runtime,
  scoped,
  type Tensor,
} from '#tensor';
import type { Model, ModelSpec, NamedTensor } from '../model.ts';

/** Windows [b, t, f] → returns [b, horizon] or scores [b, 1]. */
export type Network = (parameters: Parameters, x: Tensor) => Tensor;

/** What a network is beside its weights. */
export interface NetworkOptions {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly output: Model['output'];
  readonly network: Network;
  /** Networks trained from different seeds, whose mean is the model. */
  readonly members: number;
}

interface Input {
  readonly x: Tensor;
}

/**
 * A trained network, or the mean of several of the same kind.
 *
 * ŷ = (1/M) Σ_m network(x; θ_m). Executed one window at a time on one CPU thread, whatever the batch:
 * a graph of another batch or on another device rounds differently, and backtest and live would part.
 */
export class NetworkModel implements Model {
  readonly name: string;
  readonly inputShape: Model['inputShape'];
  readonly horizonBars: number;
  readonly output: Model['output'];
  readonly #options: NetworkOptions;
  /** Weights of all members, one after another, in the order of `#specs`. */
  readonly #parameters: Float32Array;
  readonly #specs: readonly ParameterSpec[];
  #program: Promise<Program> | null = null;

  /** @param members - flat weights of each member, as the trainer keeps them */
  static ofMembers(options: NetworkOptions, members: readonly Float32Array[]): NetworkModel {
    return new NetworkModel(options, Float32Array.from(members.flatMap((part) => [...part])));
  }

  /** @throws models/bad-weights when the tensors are not this network's */
  static ofTensors(options: NetworkOptions, weights: readonly NamedTensor[]): NetworkModel {
    const byName = new Map(weights.map((tensor) => [tensor.name, tensor]));
    const specs = specsOf(options);
    const parts = specs.map((spec) => {
      const found = byName.get(spec.name);
      const fits = found?.data instanceof Float32Array && found.shape.join() === spec.shape.join();
      if (fits) return [...found.data];
      const has = found === undefined ? 'none' : `[${found.shape.join(', ')}]`;
      throw new QuantError(
        'models/bad-weights',
        `Expected a float32 tensor '${spec.name}' of [${spec.shape.join(', ')}] for model '${options.name}', found ${has}; train the model again.`,
      );
    });
    if (byName.size !== specs.length) {
      throw new QuantError(
        'models/bad-weights',
        `Expected ${specs.length} tensors for model '${options.name}', found ${byName.size}; train the model again.`,
      );
    }
    return new NetworkModel(options, Float32Array.from(parts.flat()));
  }

  private constructor(options: NetworkOptions, parameters: Float32Array) {
    const { name, spec, output } = options;
    this.name = name;
    this.inputShape = { seqLen: spec.seqLen, features: spec.features.length };
    this.horizonBars = spec.horizonBars;
    this.output = output;
    this.#options = options;
    this.#parameters = parameters;
    this.#specs = specsOf(options);
  }

  async forward(windows: Float32Array, batch: number): Promise<Float64Array> {
    this.#program ??= new Runtime().compile(this.#file(1));
    const program = await this.#program;
    const { seqLen, features } = this.inputShape;
    const outputs = this.output === 'returns' ? this.horizonBars : 1;
    const results = new Float64Array(batch * outputs);
    for (let at = 0; at < batch; at++) {
      const data = windows.subarray(at * seqLen * features, (at + 1) * seqLen * features);
      const { y } = await program.run({ x: { data, shape: [1, seqLen, features] } }, { y: null });
      results.set(y.data as Float32Array, at * outputs);
    }
    return results;
  }

  countParameters(): number {
    return this.#parameters.length;
  }

  weights(): readonly NamedTensor[] {
    return this.#specs.map(({ name, shape, offset }, at) => {
      const end = this.#specs[at + 1]?.offset ?? this.#parameters.length;
      return { name, shape, data: this.#parameters.slice(offset, end) };
    });
  }

  async release(): Promise<void> {
    const program = this.#program;
    this.#program = null;
    await (await program)?.release();
  }

  /** The network as a file for any ONNX runtime: `x` [batch, seqLen, features] in, `y` out. */
  toOnnx(): Uint8Array {
    return this.#file('batch');
  }

  #file(batch: 1 | 'batch'): Uint8Array {
    const { seqLen, features } = this.inputShape;
    const { name, spec } = this.#options;
    return modelFile({
      build: (parameters, { x }: Input) => ({ y: meanOf(this.#options, parameters, x) }),
      inputs: { x: [batch, seqLen, features] },
      parameters: this.#parameters,
      metadata: { model: name, features: spec.features.join(), output: this.output },
    });
  }
}

function meanOf({ network, members }: NetworkOptions, parameters: Parameters, x: Tensor): Tensor {
  const outputs = Array.from({ length: members }, (_, at) =>
    scoped(`member${at}`, () => network(parameters, x)),
  );
  return members === 1 ? outputs[0] : divide(outputs.reduce(add), members);
}

function specsOf(options: NetworkOptions): readonly ParameterSpec[] {
  const { seqLen, features } = options.spec;
  const build = (parameters: Parameters, { x }: Input) => ({ y: meanOf(options, parameters, x) });
  return parameterSpecs(build, { x: [1, seqLen, features.length] });
}
