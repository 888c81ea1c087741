import { z } from 'zod';
import { decodeFiniteJson, encodeFiniteJson, messageOf, QuantError, sha256 } from '#base';
import type { NamedTensor } from '../model.ts';
import { decodeTensorFile, encodeTensors } from '../safetensors.ts';
import type { FitRecord } from './fit-record.ts';
import type { RunIdentity } from './run-identity.ts';
import type { RunState } from './trainer-state.ts';

const SCHEMA = 1;

/** The digest stands first in the header, so that it is found before anything is believed. */
const DIGEST_KEY = 'sha256';
const BEFORE_DIGEST = new TextEncoder().encode(`{"__metadata__":{"${DIGEST_KEY}":"`);
const DIGEST_AT = 8 + BEFORE_DIGEST.length;
const DIGEST_DIGITS = 64;
const NO_DIGEST = '0'.repeat(DIGEST_DIGITS);

const TRAINING_LOSSES = 'losses/training';
const VALIDATION_LOSSES = 'losses/validation';
const BEST = 'weights/best';
const NEWEST = 'weights/newest';
const MOMENT = /^moments\/(.+)$/;

/** What is neither weights nor losses: those may be NaN, which JSON has no word for. */
interface CheckpointRecord {
  readonly schema: number;
  readonly identity: RunIdentity;
  readonly record: Omit<FitRecord, 'trainingLosses' | 'validationLosses'>;
  readonly stepsApplied: number;
  readonly random: RunState['training']['random'];
}

const count = () => z.number().int().min(0);
const word = () => count().max(0xffff_ffff);

const recordSchema: z.ZodType<CheckpointRecord> = z.strictObject({
  schema: z.literal(SCHEMA),
  identity: z.strictObject({
    kind: z.enum(['fit', 'continued']),
    parameters: z.string(),
    seed: z.number(),
    epochs: count(),
    batchSize: count(),
    learningRate: z.number(),
    warmupFraction: z.number(),
    weightDecay: z.number(),
    clipNorm: z.number(),
    patienceEpochs: count(),
    maxBadSteps: count(),
    trainingExamples: count(),
    validationExamples: count(),
    schedule: z.string(),
    trainingData: z.string(),
    validationData: z.string(),
    graph: z.string(),
    start: z.string(),
  }),
  record: z.strictObject({
    epoch: count(),
    step: count(),
    lossSum: z.number(),
    appliedSteps: count(),
    bestEpoch: count(),
    bestLoss: z.number().nullable(),
    skippedSteps: count(),
    badStepsInRow: count(),
    finished: z.boolean(),
  }),
  stepsApplied: count(),
  random: z.strictObject({
    words: z.tuple([word(), word(), word(), word()]),
    spareNormal: z.number().nullable(),
  }),
});

/**
 * A run's state as one safetensors file: weights, moments and losses as tensors, the rest as JSON in
 * its metadata, and in front of that the SHA-256 of the file, taken with zeros in its own place.
 */
export function encodeCheckpoint({ best, training, run }: RunState): Uint8Array {
  const { trainingLosses, validationLosses, ...record } = run.record;
  const moments = Object.entries(training.moments);
  const tensors = [
    vector(NEWEST, training.parameters),
    ...(best === null ? [] : [vector(BEST, best)]),
    ...moments.map(([name, values]) => vector(`moments/${name}`, values)),
    vector(TRAINING_LOSSES, Float64Array.from(trainingLosses)),
    vector(VALIDATION_LOSSES, Float64Array.from(validationLosses)),
  ];
  const { step: stepsApplied, random } = training;
  const content = { schema: SCHEMA, identity: run.identity, record, stepsApplied, random };
  const metadata = { [DIGEST_KEY]: NO_DIGEST, checkpoint: encodeFiniteJson(content) };
  const file = encodeTensors(tensors, metadata);
  file.set(new TextEncoder().encode(sha256(file)), DIGEST_AT);
  return file;
}

/**
 * Refuses bytes that are not those that were written, from first to last.
 *
 * @param name - of the checkpoint or its file, for the error
 * @throws models/corrupt
 */
export function verifyCheckpoint(file: Uint8Array, name: string): void {
  const digestEnd = DIGEST_AT + DIGEST_DIGITS;
  if (file.length < digestEnd) throw corrupt(name, `only ${file.length} bytes`);
  if (!BEFORE_DIGEST.every((byte, at) => file[8 + at] === byte)) {
    throw corrupt(name, 'not a checkpoint');
  }
  const stated = new TextDecoder().decode(file.subarray(DIGEST_AT, digestEnd));
  const blank = new Uint8Array(file);
  blank.set(new TextEncoder().encode(NO_DIGEST), DIGEST_AT);
  const found = sha256(blank);
  if (found !== stated) {
    throw corrupt(name, `SHA-256 ${found.slice(0, 12)}, it states '${stated.slice(0, 12)}'`);
  }
}

/**
 * The state that `encodeCheckpoint` wrote.
 *
 * @param name - of the checkpoint, for the error
 * @throws models/corrupt
 */
export function decodeCheckpoint(file: Uint8Array, name: string): RunState {
  verifyCheckpoint(file, name);
  try {
    return readState(file, name);
  } catch (thrown) {
    throw corrupt(name, messageOf(thrown), thrown);
  }
}

/** @throws anything where the content is not a state */
function readState(file: Uint8Array, name: string): RunState {
  const { tensors, metadata } = decodeTensorFile(file, name);
  const { identity, record, stepsApplied, random } = recordOf(metadata['checkpoint'] ?? 'null');
  const parts = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const parameters = numbersOf(parts, NEWEST);
  const moments: Record<string, Float32Array> = {};
  for (const tensor of tensors) {
    const moment = MOMENT.exec(tensor.name)?.[1];
    if (moment !== undefined) moments[moment] = numbersOf(parts, tensor.name, parameters.length);
  }
  const trainingLosses = lossesOf(parts, TRAINING_LOSSES);
  const validationLosses = lossesOf(parts, VALIDATION_LOSSES);
  const { epoch, bestEpoch } = record;
  const validated = validationLosses.length > 0;
  if (trainingLosses.length !== epoch || (validated && validationLosses.length !== epoch)) {
    throw new Error(
      `losses of ${trainingLosses.length} and ${validationLosses.length} epochs after ${epoch}`,
    );
  }
  if (bestEpoch > epoch) throw new Error(`best epoch ${bestEpoch} of ${epoch}`);
  return {
    best: parts.has(BEST) ? numbersOf(parts, BEST, parameters.length) : null,
    training: { step: stepsApplied, parameters, moments, random },
    run: { identity, record: { ...record, trainingLosses, validationLosses } },
  };
}

function recordOf(json: string): CheckpointRecord {
  const parsed = recordSchema.safeParse(decodeFiniteJson(json));
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new Error(`its record: ${path.join('.')}: ${message}`);
}

function vector(name: string, data: Float32Array | Float64Array): NamedTensor {
  return { name, shape: [data.length], data };
}

/** Weights or moments, all finite. */
function numbersOf(
  parts: ReadonlyMap<string, NamedTensor>,
  name: string,
  length?: number,
): Float32Array {
  const { data } = partOf(parts, name);
  if (!(data instanceof Float32Array)) throw new Error(`tensor '${name}' is not float32`);
  if (data.length !== (length ?? data.length)) {
    throw new Error(`tensor '${name}' holds ${data.length} numbers, expected ${length}`);
  }
  if (!data.every(Number.isFinite)) throw new Error(`tensor '${name}' holds non-finite numbers`);
  return data;
}

function lossesOf(parts: ReadonlyMap<string, NamedTensor>, name: string): readonly number[] {
  const { data } = partOf(parts, name);
  if (!(data instanceof Float64Array)) throw new Error(`tensor '${name}' is not float64`);
  return [...data];
}

function partOf(parts: ReadonlyMap<string, NamedTensor>, name: string): NamedTensor {
  const part = parts.get(name);
  if (part === undefined) throw new Error(`tensor '${name}' is missing`);
  return part;
}

function corrupt(name: string, why: string, cause?: unknown): QuantError {
  return new QuantError(
    'models/corrupt',
    `The checkpoint '${name}' is damaged (${why}); remove it to train from the start, or bring it back from a copy.`,
    { cause, context: { name } },
  );
}
