/** The child process of a retrain: reads its task, trains, leaves the verdict, ends. */
import { nodeDisk, nodeImport, processorCount } from '#base/node';
import { loadFeatureFiles } from '#features';
import { QUIET_SERVICES } from '#models';
import { chooseDevice } from '#tensor';
import { retrain } from './retrain.ts';
import { readTask, writeOutcome } from './retrain-files.ts';

const path = process.argv[2];

const task = await readTask(nodeDisk, path);
await loadFeatureFiles(task.config.features.files, nodeImport);
// One processor is left to the trading loop.
const threads = task.config.training.threads ?? Math.max(1, processorCount() - 1);
const { device } = await chooseDevice(task.config.device);
writeOutcome(nodeDisk, path, await retrain(task, { ...QUIET_SERVICES, threads, device }));
