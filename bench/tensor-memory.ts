/** What building a network's training and ten steps of it add to the memory of a process of its own, MiB. */
import { Runtime } from '#tensor';
import { NETWORKS, type NetworkName, trainingOf } from './tensor-networks.ts';

const runtime = new Runtime({ threads: 2 });
// A small one first: loading ONNX Runtime is no memory of the network.
const small = await trainingOf(runtime, NETWORKS.w4.network, { examples: 1, bars: 2 });
await small.step.step(small.batch, 1e-3);
await small.step.release();

const before = process.memoryUsage().rss;
const { network } = NETWORKS[process.argv[2] as NetworkName];
const { step, batch } = await trainingOf(runtime, network, { examples: 64, bars: 60 });
for (let at = 0; at < 10; at++) await step.step(batch, 1e-3);
process.stdout.write(String((process.memoryUsage().rss - before) / 2 ** 20));
