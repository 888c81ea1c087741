import { join } from 'node:path';
import { nodeDisk, processorCount } from '#base/node';
import { DiskCheckpoints, type TrainingServices } from '#models';
import { chooseDevice } from '#tensor';
import type { Session } from './session.ts';

/** Where unfinished training lies, beside other state. */
const CHECKPOINT_FOLDER = 'training';

/** What training by a command works with; says once where models run. */
export async function trainingServices(
  { config, logger }: Session,
  onProgress: TrainingServices['onProgress'],
): Promise<TrainingServices & { readonly checkpoints: DiskCheckpoints }> {
  const { device, reason, fellBack } = await chooseDevice(config.device);
  if (fellBack) logger.warn(`Models train on ${device}: ${reason}`);
  else logger.debug(`Models train on ${device}: ${reason}`);
  return {
    logger,
    device,
    threads: config.training.threads ?? processorCount(),
    checkpoints: new DiskCheckpoints(nodeDisk, join(config.paths.stateDir, CHECKPOINT_FOLDER)),
    onProgress,
  };
}
