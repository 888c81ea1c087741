/** Trains the small network with checkpoints in the folder given, says each step, and at the end the hash of all it learned. */
import { writeSync } from 'node:fs';
import { sha256 } from '#base';
import { nodeDisk } from '#base/node';
import { DiskCheckpoints } from '../../../src/models/training/disk-checkpoints.ts';
import { Trainer } from '../../../src/models/training/trainer.ts';
import { QUIET_SERVICES } from '../../../src/models/training/training-services.ts';
import { SMALL_SETTINGS, smallExamples, smallOptions } from '../small-training.ts';

const [, , folder] = process.argv;
const trainer = await Trainer.create(
  smallOptions({
    settings: {
      ...SMALL_SETTINGS,
      batchSize: 4,
      epochs: 20,
      patienceEpochs: 20,
      checkpointSteps: 4,
    },
    services: {
      ...QUIET_SERVICES,
      checkpoints: new DiskCheckpoints(nodeDisk, folder),
      onProgress: async ({ examplesDone }) => void writeSync(1, `at ${examplesDone}\n`),
    },
  }),
);
const outcome = await trainer.fit(smallExamples(100), smallExamples(30, 2));
const { training, best } = trainer.getState();
const hashes = [training.parameters, training.moments['adamSquare'], best].map((values) =>
  sha256(new Uint8Array((values ?? new Float32Array()).buffer)),
);
writeSync(1, `done ${JSON.stringify({ outcome, hashes })}\n`);
await trainer.release();
