import { createHash } from 'node:crypto';
import { QuantError, sha256 } from '#base';
import type { ParameterSpec, Schedule } from '#tensor';
import { batchBuffers } from './batch-buffers.ts';
import type { BatchSource } from './batch-source.ts';
import type { Objective } from './objective.ts';
import type { TrainerSettings } from './trainer-options.ts';

/**
 * What a training is, in numbers and hashes: two of the same identity take the same steps, so that one
 * may go on where the other stopped.
 */
export interface RunIdentity {
  readonly kind: 'fit' | 'continued';
  /** Hash of names and shapes of the weights. */
  readonly parameters: string;
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmupFraction: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly patienceEpochs: number;
  readonly maxBadSteps: number;
  readonly trainingExamples: number;
  readonly validationExamples: number;
  /** Hash of the rates of all steps. */
  readonly schedule: string;
  /** Hashes of some examples; empty without any. */
  readonly trainingData: string;
  readonly validationData: string;
  /** Hash of the graph of a step. */
  readonly graph: string;
  /** Hash of the weights it starts from. */
  readonly start: string;
}

/** Examples whose numbers are hashed, spread evenly over all: data that were revised show there. */
const SAMPLED_EXAMPLES = 16;

/** A training by its parts. */
export interface IdentifiedRun<Input extends string> {
  readonly kind: 'fit' | 'continued';
  readonly seed: number;
  readonly settings: TrainerSettings;
  readonly epochs: number;
  readonly totalSteps: number;
  readonly schedule: Schedule;
  readonly objective: Objective<Input>;
  readonly specs: readonly ParameterSpec[];
  /** Hash of the graph of a step. */
  readonly graph: string;
  /** The weights it starts from. */
  readonly start: Float32Array;
  readonly training: BatchSource<Input>;
  readonly validation: BatchSource<Input> | null;
}

/** The parts of a training as numbers and hashes; data show by 16 examples of each source. */
export function identityOf<Input extends string>(run: IdentifiedRun<Input>): RunIdentity {
  const { settings, objective, training, validation } = run;
  const rates = Float64Array.from({ length: run.totalSteps }, (_, step) => run.schedule(step));
  return {
    kind: run.kind,
    parameters: sha256(run.specs.map(({ name, shape }) => `${name} ${shape.join()}`).join('\n')),
    seed: run.seed,
    epochs: run.epochs,
    batchSize: settings.batchSize,
    learningRate: settings.learningRate,
    warmupFraction: settings.warmupFraction,
    weightDecay: settings.weightDecay,
    clipNorm: settings.clipNorm,
    patienceEpochs: settings.patienceEpochs,
    maxBadSteps: settings.maxBadSteps,
    trainingExamples: training.count,
    validationExamples: validation?.count ?? 0,
    schedule: hashNumbers([rates]),
    trainingData: sampleHash(objective, training),
    validationData: validation === null ? '' : sampleHash(objective, validation),
    graph: run.graph,
    start: hashNumbers([run.start]),
  };
}

/** Whether one may go on where the other stopped. */
export function isSameRun(found: RunIdentity, here: RunIdentity): boolean {
  return differenceOf(found, here) === undefined;
}

/** @throws models/checkpoint-mismatch, naming the first thing that differs */
export function assertSameRun(name: string, found: RunIdentity, here: RunIdentity): void {
  const key = differenceOf(found, here);
  if (key === undefined) return;
  throw new QuantError(
    'models/checkpoint-mismatch',
    `The checkpoint '${name}' is of another training (${key}: ${brief(found[key])} there, ${brief(here[key])} here); remove it to train from the start, or train under another name.`,
    { context: { name, found, here } },
  );
}

function differenceOf(found: RunIdentity, here: RunIdentity): keyof RunIdentity | undefined {
  const keys = Object.keys(here) as (keyof RunIdentity)[];
  return keys.find((key) => found[key] !== here[key]);
}

function sampleHash<Input extends string>(
  objective: Objective<Input>,
  source: BatchSource<Input>,
): string {
  const sampled = Math.min(SAMPLED_EXAMPLES, source.count);
  const examples = Uint32Array.from({ length: sampled }, (_, at) =>
    Math.floor((at * source.count) / sampled),
  );
  const { data } = batchBuffers(objective, sampled);
  source.fill(examples, data);
  return hashNumbers(Object.values<Float32Array>(data));
}

function hashNumbers(arrays: readonly (Float32Array | Float64Array)[]): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of arrays) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

/** Hashes are told by their first digits. */
function brief(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.slice(0, 12)}'`;
}
