import { QuantError, Random, type RandomState } from '#base';
import { PARAMETERS } from './flat-parameters.ts';
import type { Tensor, TensorData } from './graph.ts';
import { drawMask, type ParameterSpec } from './parameters.ts';
import type { Compiler, Program, Values } from './runtime.ts';
import { sizeOf, staticShape } from './shape.ts';
import {
  buildStep,
  factorName,
  GRADIENT_NORM,
  LEARNING_RATE,
  momentName,
  nextName,
  type StepGraph,
  type TrainingOptions,
} from './step-graph.ts';

export interface StepReport<Metric extends string = never> {
  /** False when loss, gradient or learning rate was not finite: weights and moments are as before. */
  readonly applied: boolean;
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly metrics: Readonly<Record<Metric, number>>;
}

/** All a run needs to continue as if it had never stopped. */
export interface TrainingState {
  /** Steps applied. */
  readonly step: number;
  readonly parameters: Float32Array;
  readonly moments: Readonly<Record<string, Float32Array>>;
  readonly random: RandomState;
}

/** Weights and moments by name, each [n]. */
type Buffers = ReadonlyMap<string, Values<Float32Array>>;

interface Mask {
  readonly values: Values<Float32Array>;
  readonly rate: number;
}

/**
 * A model in training: each step runs forward, backward and optimizer as one graph.
 *
 * Two sets of buffers change roles after each step that is applied, so that nothing is copied, and a
 * step that went wrong leaves the weights alone.
 */
export class TrainingStep<Input extends string, Metric extends string = never> {
  readonly #program: Program;
  readonly #graph: StepGraph;
  readonly #random: Random;
  readonly #masks: ReadonlyMap<string, Mask>;
  #stepsApplied = 0;
  #current: Buffers;
  #next: Buffers;

  private constructor(program: Program, graph: StepGraph, seed: number) {
    this.#program = program;
    this.#graph = graph;
    this.#random = Random.stream(seed, 'dropout');
    this.#masks = new Map(
      graph.parameters.masks.map(({ name, rate, tensor }) => {
        const shape = staticShape('dropout', tensor.shape);
        return [name, { rate, values: { shape, data: new Float32Array(sizeOf(shape)) } }];
      }),
    );
    this.#current = buffersOf(graph);
    this.#next = buffersOf(graph);
    values(this.#current, PARAMETERS).set(graph.parameters.initialValues(seed));
  }

  /**
   * @param seed - first weights and dropout come from it
   * @throws tensor/shape, tensor/name-taken, tensor/not-differentiable, tensor/compile-failed
   */
  static async create<Input extends string, Metric extends string = never>(
    runtime: Compiler,
    { seed, ...options }: TrainingOptions<Input, Metric> & { readonly seed: number },
  ): Promise<TrainingStep<Input, Metric>> {
    const graph = buildStep(options);
    return new TrainingStep(await runtime.compile(graph.file), graph, seed);
  }

  get specs(): readonly ParameterSpec[] {
    return this.#graph.parameters.specs;
  }

  /** The weights as they are now, in a buffer that the step after next overwrites. */
  get parameters(): Float32Array {
    return values(this.#current, PARAMETERS);
  }

  /** @throws tensor/run-failed, tensor/shape */
  async step(
    inputs: Readonly<Record<Input, TensorData>>,
    learningRate: number,
  ): Promise<StepReport<Metric>> {
    const { metrics } = this.#graph;
    const into: Record<string, Values | null> = { loss: null, [GRADIENT_NORM]: null };
    for (const name of metrics) into[name] = null;
    for (const [name, buffer] of this.#next) into[nextName(name)] = buffer;
    const results = await this.#program.run(this.#feeds(inputs, learningRate), into);
    const loss = Number(results['loss'].data[0]);
    const gradientNorm = Number(results[GRADIENT_NORM].data[0]);
    const applied = [loss, gradientNorm, learningRate].every(Number.isFinite);
    if (applied) {
      [this.#current, this.#next] = [this.#next, this.#current];
      this.#stepsApplied++;
    }
    const measured = metrics.map((name) => [name, Number(results[name].data[0])]);
    return {
      applied,
      loss,
      gradientNorm,
      metrics: Object.fromEntries(measured) as Record<Metric, number>,
    };
  }

  #feeds(
    inputs: Readonly<Record<string, TensorData>>,
    learningRate: number,
  ): Readonly<Record<string, Values>> {
    const { inputs: expected, optimizer } = this.#graph;
    const feeds: Record<string, Values> = { [LEARNING_RATE]: numberOf(learningRate) };
    for (const tensor of expected) {
      const name = nameOf(tensor);
      feeds[name] = { data: inputs[name], shape: staticShape(name, tensor.shape) };
    }
    for (const [name, mask] of this.#masks) {
      drawMask(mask.values.data, mask.rate, this.#random);
      feeds[name] = mask.values;
    }
    for (const [name, factor] of Object.entries(optimizer.factors)) {
      feeds[factorName(name)] = numberOf(factor(this.#stepsApplied + 1));
    }
    for (const [name, buffer] of this.#current) feeds[momentName(name)] = buffer;
    return feeds;
  }

  /** A copy. */
  saveState(): TrainingState {
    const copies = [...this.#current].map(([name, { data }]) => [name, data.slice()] as const);
    return {
      step: this.#stepsApplied,
      parameters: this.parameters.slice(),
      moments: Object.fromEntries(copies.filter(([name]) => name !== PARAMETERS)),
      random: this.#random.saveState(),
    };
  }

  /** Continues from a saved state, or from weights alone. @throws tensor/state-mismatch */
  loadState(state: Pick<TrainingState, 'parameters'> & Partial<TrainingState>): void {
    const { parameters, moments, step = 0, random } = state;
    const given: Readonly<Record<string, Float32Array | undefined>> = {
      ...moments,
      [PARAMETERS]: parameters,
    };
    for (const [name, { data }] of this.#current) {
      const length = given[name]?.length ?? (moments ? 0 : data.length);
      if (length === data.length) continue;
      throw new QuantError(
        'tensor/state-mismatch',
        `The saved ${name} hold ${length} numbers and this model needs ${data.length}; it is of another model or optimizer.`,
      );
    }
    for (const [name, { data }] of this.#current)
      data.set(given[name] ?? new Float32Array(data.length));
    this.#stepsApplied = step;
    if (random) this.#random.loadState(random);
  }

  /** Gives memory and threads back. */
  async release(): Promise<void> {
    await this.#program.release();
  }
}

function buffersOf({ parameters, optimizer }: StepGraph): Buffers {
  const shape = [parameters.count];
  return new Map(
    [PARAMETERS, ...optimizer.moments].map((name) => [
      name,
      { shape, data: new Float32Array(parameters.count) },
    ]),
  );
}

function values(buffers: Buffers, name: string): Float32Array {
  return buffers.get(name)?.data ?? new Float32Array();
}

function numberOf(value: number): Values {
  return { data: Float32Array.of(value), shape: [] };
}

function nameOf({ node }: Tensor): string {
  return node.kind === 'input' ? node.name : '';
}
