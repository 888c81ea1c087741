import type { SystemConfig } from '#config';
import type { Choices, Model, ModelSettings, ModelSpec, NamedTensor } from './model.ts';
import type { SampleSet } from './samples.ts';
import type { TrainingServices } from './training/training-services.ts';
import type { Diverged, TooFewExamples } from './untrained.ts';

export interface TrainingTask {
  readonly samples: SampleSet;
  /** Later samples whose labels do not touch those of `samples`, to choose settings by; null when they are given. */
  readonly validation: SampleSet | null;
  readonly config: SystemConfig;
  readonly seed: number;
  /** Settings chosen before, to be used as they are. */
  readonly choices: Choices | null;
  readonly services: TrainingServices;
  /** Names this training among all: what a checkpoint is kept under. */
  readonly run: string;
}

export type ArchitectureOutcome =
  | { readonly kind: 'trained'; readonly model: Model; readonly choices: Choices }
  | TooFewExamples
  | Diverged;

/** A kind of model: how it is trained, and how it comes back from its weights. */
export interface Architecture {
  readonly name: string;
  /** Bars in one input window. */
  seqLen(config: SystemConfig): number;
  /** Consecutive samples of one asset that make an example to learn from. */
  samplesAnExample(config: SystemConfig): number;
  /** What must be known beside a spec to build the model again. */
  settings(config: SystemConfig): ModelSettings;
  /** Whether, settings once chosen, it is trained again on validation samples as well. */
  readonly refits: boolean;
  train(task: TrainingTask): Promise<ArchitectureOutcome>;
  /** @throws models/bad-weights when the tensors are not this architecture's */
  restore(
    spec: ModelSpec,
    settings: ModelSettings,
    weights: readonly NamedTensor[],
  ): Promise<Model>;
}
