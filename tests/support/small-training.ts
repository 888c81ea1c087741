import { type LogLevel, type Logger, Random } from '#base';
import { glorot, tanh } from '#tensor';
import { meanSquaredLoss } from '../../src/models/losses/mean-squared.ts';
import { dense } from '../../src/models/networks/dense.ts';
import type { BatchSource } from '../../src/models/training/batch-source.ts';
import type { CheckpointStore } from '../../src/models/training/checkpoint-store.ts';
import type { FitOutcome } from '../../src/models/training/fit-outcome.ts';
import type { Objective } from '../../src/models/training/objective.ts';
import { Trainer } from '../../src/models/training/trainer.ts';
import type { TrainerOptions, TrainerSettings } from '../../src/models/training/trainer-options.ts';
import { QUIET_SERVICES } from '../../src/models/training/training-services.ts';

export type SmallInput = 'x' | 'y';

const FEATURES = 6;
const WIDTH = 8;

export const SMALL_SETTINGS: TrainerSettings = {
  batchSize: 8,
  epochs: 4,
  learningRate: 0.02,
  warmupFraction: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
  patienceEpochs: 10,
  maxBadSteps: 3,
  checkpointSteps: 2,
};

/** x [b, 6] → tanh layer with dropout → [b, 1], mean squared error. */
export function smallObjective({ width = WIDTH, dropout = 0.25 } = {}): Objective<SmallInput> {
  return {
    inputs: (examples) => ({ x: [examples, FEATURES], y: [examples, 1] }),
    build: (parameters, { x, y }) => {
      const initialiser = glorot;
      const hidden = tanh(dense('hidden', parameters, x, { outputs: width, initialiser }));
      const kept = parameters.dropout(hidden, dropout);
      return {
        loss: meanSquaredLoss(dense('head', parameters, kept, { outputs: 1, initialiser }), y),
      };
    },
  };
}

/** Examples of y = tanh(x₀ − x₁) + ½x₂ + noise; the numbers themselves may be changed. */
export interface SmallExamples extends BatchSource<SmallInput> {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export function smallExamples(count: number, seed = 1, noise = 0.1): SmallExamples {
  const random = Random.stream(seed, 'examples');
  const x = Float32Array.from({ length: count * FEATURES }, () => random.normal());
  const y = Float32Array.from({ length: count }, (_, at) => {
    const [first, second, third] = x.subarray(at * FEATURES);
    return Math.tanh(first - second) + third / 2 + noise * random.normal();
  });
  return {
    count,
    x,
    y,
    fill(examples, into) {
      examples.forEach((example, at) => {
        into.x.set(x.subarray(example * FEATURES, (example + 1) * FEATURES), at * FEATURES);
        into.y[at] = y[example];
      });
    },
  };
}

/** The small settings with changes, to be spread into a trainer's options. */
export function smallSettings(
  changes: Partial<TrainerSettings>,
): Pick<TrainerOptions<SmallInput>, 'settings'> {
  return { settings: { ...SMALL_SETTINGS, ...changes } };
}

export function smallOptions(
  changes: Partial<TrainerOptions<SmallInput>> = {},
): TrainerOptions<SmallInput> {
  return {
    model: 'small',
    objective: smallObjective(),
    settings: SMALL_SETTINGS,
    seed: 7,
    services: QUIET_SERVICES,
    run: 'small-run',
    ...changes,
  };
}

/** Runs `use` with a trainer and releases it. */
export async function withTrainer<Result>(
  changes: Partial<TrainerOptions<SmallInput>>,
  use: (trainer: Trainer<SmallInput>) => Promise<Result>,
): Promise<Result> {
  const trainer = await Trainer.create(smallOptions(changes));
  try {
    return await use(trainer);
  } finally {
    await trainer.release();
  }
}

export function fitted(outcome: FitOutcome): Extract<FitOutcome, { kind: 'fitted' }> {
  if (outcome.kind !== 'fitted') throw new Error(`training ${outcome.kind}`);
  return outcome;
}

/** What was logged. */
export interface Line {
  readonly level: LogLevel;
  readonly message: string;
}

export function recordingLogger(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const say = (level: LogLevel) => (message: string) => void lines.push({ level, message });
  const logger = {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
  };
  return { logger, lines };
}

/** The same examples, with what happens at each call of `fill`. */
export function watched(
  source: SmallExamples,
  onFill: (examples: Uint32Array, into: Readonly<Record<SmallInput, Float32Array>>) => void,
): BatchSource<SmallInput> {
  return {
    count: source.count,
    fill(examples, into) {
      source.fill(examples, into);
      onFill(examples, into);
    },
  };
}

/** Checkpoints in memory, that may be told to fail. */
export class MemoryCheckpoints implements CheckpointStore {
  readonly kept = new Map<string, Uint8Array>();
  saves = 0;
  /** Runs before each save. */
  beforeSave: (save: number) => void = () => undefined;

  load(name: string): Uint8Array | null {
    return this.kept.get(name) ?? null;
  }

  save(name: string, bytes: Uint8Array): void {
    this.beforeSave(++this.saves);
    this.kept.set(name, bytes);
  }
}
