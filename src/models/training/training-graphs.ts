import { assert, sha256 } from '#base';
import {
  adamW,
  chain,
  clipByGlobalNorm,
  Evaluation,
  type ParameterSpec,
  type StepReport,
  type TrainingState,
  TrainingStep,
} from '#tensor';
import { type BatchBuffers, batchBuffers } from './batch-buffers.ts';
import type { BatchSource } from './batch-source.ts';
import type { FallbackRuntime } from './fallback-runtime.ts';
import type { Objective } from './objective.ts';

export interface TrainingGraphsOptions<Input extends string> {
  readonly runtime: FallbackRuntime;
  readonly objective: Objective<Input>;
  /** Examples in one step. */
  readonly batch: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly seed: number;
}

/** Parameters that move or stretch what a layer says; pulling them to zero makes nothing simpler. */
const SHIFTS_AND_SCALES = /(^|\/)(\w*[bB]ias|scale|offset)$/;

interface BatchEvaluation<Input extends string> {
  readonly examples: number;
  readonly evaluation: Evaluation<Input, 'loss'>;
  readonly batch: BatchBuffers<Input>;
}

/**
 * The compiled graphs of one training and their buffers: a step at one batch size, and the loss without
 * dropout at that size and at what is left over.
 */
export class TrainingGraphs<Input extends string> {
  readonly batch: number;
  /** Of the graph of a step and its dropout rates: equal hashes, equal training. */
  readonly hash: string;
  readonly #options: TrainingGraphsOptions<Input>;
  readonly #step: TrainingStep<Input>;
  readonly #buffers: BatchBuffers<Input>;
  #full: BatchEvaluation<Input> | null = null;
  #rest: BatchEvaluation<Input> | null = null;

  private constructor(
    options: TrainingGraphsOptions<Input>,
    step: TrainingStep<Input>,
    hash: string,
  ) {
    this.#options = options;
    this.batch = options.batch;
    this.#step = step;
    this.hash = hash;
    this.#buffers = batchBuffers(options.objective, options.batch);
  }

  /** @throws tensor/shape, tensor/name-taken, tensor/not-differentiable, tensor/compile-failed */
  static async create<Input extends string>(
    options: TrainingGraphsOptions<Input>,
  ): Promise<TrainingGraphs<Input>> {
    const { objective, batch, weightDecay, clipNorm, seed, runtime } = options;
    const seen: string[] = [];
    const optimizer = chain(
      clipByGlobalNorm(clipNorm),
      adamW({ weightDecay, decays: ({ name }) => !SHIFTS_AND_SCALES.test(name) }),
    );
    const compiler = {
      compile: async (file: Uint8Array) => {
        seen.push(sha256(file));
        return runtime.compile(file);
      },
    };
    const step = await TrainingStep.create(compiler, {
      inputs: objective.inputs(batch),
      optimizer,
      seed,
      build: (parameters, inputs) => {
        const { loss } = objective.build(parameters, inputs);
        seen.push(...parameters.masks.map(({ name, rate }) => `${name} ${rate}`));
        return { loss };
      },
    });
    return new TrainingGraphs(options, step, sha256(seen.join('\n')));
  }

  get specs(): readonly ParameterSpec[] {
    return this.#step.specs;
  }

  /** The weights as they are now, in a buffer that the step after next overwrites. */
  get parameters(): Float32Array {
    return this.#step.parameters;
  }

  /** One step on chosen examples, as many as `batch`. @throws tensor/run-failed */
  async step(
    source: BatchSource<Input>,
    examples: Uint32Array,
    learningRate: number,
  ): Promise<StepReport> {
    assert(examples.length === this.batch, 'a step takes full batches only');
    source.fill(examples, this.#buffers.data);
    return this.#step.step(this.#buffers.data, learningRate);
  }

  /** Mean loss of all examples without dropout, by these weights [n]. @throws tensor/run-failed */
  async evaluate(source: BatchSource<Input>, parameters: Float32Array): Promise<number> {
    const examples = new Uint32Array(Math.min(this.batch, source.count));
    let sum = 0;
    for (let first = 0; first < source.count; first += this.batch) {
      const part = examples.subarray(0, Math.min(this.batch, source.count - first));
      for (let at = 0; at < part.length; at++) part[at] = first + at;
      const { evaluation, batch } = await this.#evaluationOf(part.length);
      source.fill(part, batch.data);
      const { loss } = await evaluation.run(batch.values, parameters);
      sum += part.length * loss.data[0];
    }
    return sum / source.count;
  }

  async #evaluationOf(examples: number): Promise<BatchEvaluation<Input>> {
    if (examples === this.batch) {
      this.#full ??= await this.#createEvaluation(examples);
      return this.#full;
    }
    if (this.#rest?.examples !== examples) {
      await this.#rest?.evaluation.release();
      this.#rest = null;
      this.#rest = await this.#createEvaluation(examples);
    }
    return this.#rest;
  }

  async #createEvaluation(examples: number): Promise<BatchEvaluation<Input>> {
    const { objective, runtime } = this.#options;
    const evaluation = await Evaluation.create(runtime, {
      build: (parameters, inputs) => ({ loss: objective.build(parameters, inputs).loss }),
      inputs: objective.inputs(examples),
    });
    return { examples, evaluation, batch: batchBuffers(objective, examples) };
  }

  /** A copy. */
  saveState(): TrainingState {
    return this.#step.saveState();
  }

  /** @throws tensor/state-mismatch, and nothing is loaded */
  loadState(state: Pick<TrainingState, 'parameters'> & Partial<TrainingState>): void {
    this.#step.loadState(state);
  }

  async release(): Promise<void> {
    await this.#step.release();
    await this.#full?.evaluation.release();
    await this.#rest?.evaluation.release();
    this.#full = null;
    this.#rest = null;
  }
}
