/** The child process of a retrain: reads its task, trains, leaves the verdict, ends. */
import { messageOf } from '#base';
import { nodeDisk } from '#base/node';
import { retrain } from './retrain.ts';
import { readTask, writeOutcome } from './retrain-folder.ts';
import type { RetrainOutcome } from './retrain-task.ts';

const folder = process.argv[2];

async function verdict(): Promise<RetrainOutcome> {
  try {
    return await retrain(await readTask(nodeDisk, folder));
  } catch (thrown) {
    return { kind: 'FAILED', reason: messageOf(thrown) };
  }
}

writeOutcome(nodeDisk, folder, await verdict());
