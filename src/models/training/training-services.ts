import { type Logger, SILENT_LOGGER } from '#base';
import type { Device } from '#tensor';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { TrainingProgress } from './training-progress.ts';

/** What training takes from outside. */
export interface TrainingServices {
  readonly logger: Logger;
  /** Where graphs run. */
  readonly device: Device;
  /** Threads of each graph; their number changes no bit of the result. */
  readonly threads: number;
  /** Keeps unfinished training, so that a killed run continues; null keeps none. */
  readonly checkpoints: CheckpointStore | null;
  /** Told, and waited for, after every few steps. */
  readonly onProgress: (progress: TrainingProgress) => Promise<void>;
}

/** One thread of the processor, nothing told, nothing kept. */
export const QUIET_SERVICES: TrainingServices = {
  logger: SILENT_LOGGER,
  device: 'cpu',
  threads: 1,
  checkpoints: null,
  onProgress: async () => undefined,
};
