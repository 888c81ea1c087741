import type { RuntimeOptions, Schedule } from '#tensor';
import type { DeviceRuntime } from './fallback-runtime.ts';
import type { Objective } from './objective.ts';
import type { TrainingServices } from './training-services.ts';

/** Numbers that steer training; a validated `training` section of the configuration is one. */
export interface TrainerSettings {
  /** Examples in one step. */
  readonly batchSize: number;
  readonly epochs: number;
  /** Highest step size. */
  readonly learningRate: number;
  /** Share of all steps in which the rate rises, [0, 1]. */
  readonly warmupFraction: number;
  /** Of matrices; offsets and scales do not decay. */
  readonly weightDecay: number;
  /** Longer gradients are shortened to this norm. */
  readonly clipNorm: number;
  /** Epochs without a better validation loss after which training stops. */
  readonly patienceEpochs: number;
  /** Steps in a row that are not finite after which training gives up. */
  readonly maxBadSteps: number;
  /** Steps between checkpoints. */
  readonly checkpointSteps: number;
}

export interface TrainerOptions<Input extends string> {
  /** Name for progress and log. */
  readonly model: string;
  readonly objective: Objective<Input>;
  readonly settings: TrainerSettings;
  /** First weights, order of examples and dropout come from it. */
  readonly seed: number;
  readonly services: TrainingServices;
  /** Names this training among all: what its checkpoint is kept under. */
  readonly run: string;
  /** Learning rate by step of so many; without it a linear rise, then half a cosine down. */
  readonly schedule?: (totalSteps: number) => Schedule;
  /** Makes the runtime of a device; without it ONNX Runtime's. */
  readonly runtime?: (options: RuntimeOptions) => DeviceRuntime;
}

/** How much further a trained network is trained. */
export interface Continuation {
  readonly epochs: number;
  /** Learning rate as a fraction of the first training's, (0, 1]. */
  readonly rateFactor: number;
}
