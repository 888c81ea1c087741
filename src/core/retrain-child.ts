/** The child process of a retrain: reads its task, trains, leaves the verdict, ends. */
import { nodeDisk } from '#base/node';
import { retrain } from './retrain.ts';
import { readTask, writeOutcome } from './retrain-files.ts';

const path = process.argv[2];

writeOutcome(nodeDisk, path, await retrain(await readTask(nodeDisk, path)));
