import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { modelFile, Runtime } from '#tensor';
import { print } from './print.ts';
import {
  FEATURES,
  NETWORKS,
  type NetworkName,
  plainLstm,
  seededNumbers,
  trainingOf,
} from './tensor-networks.ts';
import { startTorch, type TorchRival } from './torch-rival.ts';
import { type Durations, inTurns, type Runner, runnerOf } from './turns.ts';

const BARS = 60;
const EXAMPLES = 64;
const ROUNDS = 25;
const ONE_ROW_ROUNDS = 200;
const MEMORY_SCRIPT = fileURLToPath(import.meta.resolve('./tensor-memory.ts'));

/**
 * Training steps and inference of the reference networks, in turns with PyTorch on the same number
 * of threads where QUANT_BENCH_PYTHON, or else python3, has it.
 */
export async function benchTensor(threads: number): Promise<void> {
  const python = process.env['QUANT_BENCH_PYTHON'] ?? 'python3';
  const torch = await startTorch(python, threads);
  const rival = torch === null ? `no rival: ${python} has no torch` : `PyTorch ${torch.version}`;
  print(`tensor, ${threads} threads`, '', rival);
  const runtime = new Runtime({ threads });
  try {
    for (const name of Object.keys(NETWORKS) as NetworkName[]) {
      await benchNetwork(runtime, name, torch);
    }
  } finally {
    await torch?.end();
  }
  await benchLength(runtime);
}

async function benchNetwork(
  runtime: Runtime,
  name: NetworkName,
  torch: TorchRival | null,
): Promise<void> {
  const { title, network } = NETWORKS[name];
  const started = performance.now();
  const { step, batch } = await trainingOf(runtime, network, { examples: EXAMPLES, bars: BARS });
  const builtMs = performance.now() - started;
  const train = runnerOf(() => step.step(batch, 1e-3));
  const compare = (rounds: number, ours: Runner, work: string) =>
    inTurns(rounds, torch === null ? [ours] : [ours, torch.runner(`${name} ${work}`)]);

  printTimes(`${name}, training step of 64 x 60 x 50`, await compare(ROUNDS, train, 'step 64'));
  const memoryMb = Number(execFileSync(process.execPath, [MEMORY_SCRIPT, name]));
  const size = `${builtMs.toFixed(0)} ms, ${memoryMb.toFixed(0)} MiB`;
  print(`${name}, graph of that step: time to build, memory`, size, title);

  const file = modelFile({
    build: (parameters, { x }) => ({ y: network(parameters, x) }),
    inputs: { x: ['batch', BARS, FEATURES] },
    parameters: step.parameters,
  });
  await step.release();
  const program = await runtime.compile(file);
  for (const [rows, rounds] of [
    [1, ONE_ROW_ROUNDS],
    [256, ROUNDS],
  ]) {
    const x = { data: seededNumbers(rows * BARS * FEATURES), shape: [rows, BARS, FEATURES] };
    const infer = runnerOf(() => program.run({ x }, { y: null }));
    printTimes(`${name}, inference of ${rows}`, await compare(rounds, infer, `infer ${rows}`));
  }
  await program.release();
}

function printTimes(what: string, [ours, theirs]: readonly Durations[]): void {
  const digits = ours.fastestMs < 10 ? 2 : 1;
  const times = `${ours.fastestMs.toFixed(digits)} ms, median ${ours.medianMs.toFixed(digits)}`;
  if (theirs === undefined) return print(what, times, `CPU ${ours.leastCpuMs.toFixed(digits)} ms`);
  const ratio = (pick: (of: Durations) => number) => (pick(ours) / pick(theirs)).toFixed(2);
  const fastest = ratio(({ fastestMs }) => fastestMs);
  const median = ratio(({ medianMs }) => medianMs);
  const cpu = ratio(({ leastCpuMs }) => leastCpuMs);
  print(what, times, `${fastest} x PyTorch's; medians ${median}, CPU time ${cpu}`);
}

/** Twice the bars ought to take twice the time. */
async function benchLength(runtime: Runtime): Promise<void> {
  const stepOf = async (bars: number) => {
    const { step, batch } = await trainingOf(runtime, plainLstm, { examples: EXAMPLES, bars });
    return { step, run: runnerOf(() => step.step(batch, 1e-3)) };
  };
  const steps = await Promise.all([60, 120, 240].map(stepOf));
  const times = await inTurns(
    ROUNDS,
    steps.map(({ run }) => run),
  );
  for (const { step } of steps) await step.release();
  const cpu = times.map(({ leastCpuMs }) => leastCpuMs);
  print(
    'LSTM, training step of 60, 120 and 240 bars',
    `${times.map(({ fastestMs }) => fastestMs.toFixed(1)).join(', ')} ms`,
    `CPU time x ${(cpu[1] / cpu[0]).toFixed(2)} and x ${(cpu[2] / cpu[1]).toFixed(2)}; linear is 2`,
  );
}
