import type { BarTable } from '#base';
import type { SystemConfig } from '#config';
import type { TrainedModel } from '#models';

/** All that a retrain depends on: the same task gives the same outcome, to the bit. */
export interface RetrainTask {
  readonly model: string;
  readonly symbols: readonly string[];
  /** Adjusted bars of every asset, up to the trigger. */
  readonly tables: readonly BarTable[];
  readonly config: SystemConfig;
  readonly seed: number;
  /** What trades now; null when nothing does. */
  readonly champion: TrainedModel | null;
}

/** A challenger's verdict. */
export type RetrainOutcome =
  | {
      readonly kind: 'ACCEPTED';
      readonly challenger: TrainedModel;
      readonly championLoss: number | null;
      readonly challengerLoss: number;
    }
  | {
      readonly kind: 'REJECTED';
      readonly championLoss: number;
      readonly challengerLoss: number;
    }
  | { readonly kind: 'FAILED'; readonly reason: string };

/** A retrain under way in a process of its own. */
export interface RunningRetrain {
  readonly outcome: Promise<RetrainOutcome>;
  cancel(): void;
}

/** Starts a retrain beside the trading loop. */
export type Retrainer = (task: RetrainTask) => RunningRetrain;
