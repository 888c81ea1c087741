import type { TrainingState } from '#tensor';
import type { FitRecord } from './fit-record.ts';
import type { RunIdentity } from './run-identity.ts';

/** A training by what it is and how far it has come. */
export interface TrainingRun {
  readonly identity: RunIdentity;
  readonly record: FitRecord;
}

/** All a training needs to go on as if it had never stopped. */
export interface TrainerState {
  /** Weights of the newest step, moments, and the state of dropout. */
  readonly training: TrainingState;
  /** Weights of the best epoch so far, flat; null where those of the newest step count. */
  readonly best: Float32Array | null;
  /** The run it stopped in; null before the first. */
  readonly run: TrainingRun | null;
}

/** A state in the middle of a run or at its end. */
export interface RunState extends TrainerState {
  readonly run: TrainingRun;
}
