import type { SystemConfig } from '#config';
import type { Choices, Model, ModelSpec, NamedTensor } from './model.ts';
import type { SampleSet } from './samples.ts';

export interface TrainingTask {
  readonly samples: SampleSet;
  /** Later samples whose labels do not touch those of `samples`, to choose settings by; null when they are given. */
  readonly validation: SampleSet | null;
  readonly config: SystemConfig;
  readonly seed: number;
  /** Settings chosen before, to be used as they are. */
  readonly choices: Choices | null;
}

/** A kind of model: how it is trained, and how it comes back from its weights. */
export interface Architecture {
  readonly name: string;
  /** Bars in one input window. */
  seqLen(config: SystemConfig): number;
  /** Whether, settings once chosen, it is trained again on validation samples as well. */
  readonly refits: boolean;
  train(task: TrainingTask): Promise<{ readonly model: Model; readonly choices: Choices }>;
  /** @throws models/bad-weights when the tensors are not this architecture's */
  restore(spec: ModelSpec, weights: readonly NamedTensor[]): Promise<Model>;
}
