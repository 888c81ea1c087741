/** The child process of a retrain: reads its task, trains, leaves the verdict, ends. */
import { nodeDisk } from '#base/node';
import { retrain } from './retrain.ts';
import { readTask, writeOutcome } from './retrain-folder.ts';

const folder = process.argv[2];
writeOutcome(nodeDisk, folder, await retrain(await readTask(nodeDisk, folder)));
