import { Random } from '#base';
import {
  adamW,
  chain,
  clipByGlobalNorm,
  modelFile,
  type Parameters,
  Runtime,
  type Tensor,
  TrainingStep,
} from '#tensor';
import { attentionLstm, decoder, meanSquaredError } from '../tests/support/reference-networks.ts';
import { fastestMs } from './timing.ts';

type Network = (parameters: Parameters, x: Tensor) => Tensor;

const NETWORKS: readonly (readonly [string, Network])[] = [
  ['w1 transformer', (parameters, x) => decoder(parameters, x, { width: 64, heads: 4, layers: 2 })],
  [
    'w2 transformer',
    (parameters, x) => decoder(parameters, x, { width: 128, heads: 8, layers: 4 }),
  ],
  ['w4 LSTM', attentionLstm],
];

export interface TensorTimes {
  readonly name: string;
  readonly buildMs: number;
  readonly stepMs: number;
  readonly oneRowMs: number;
  readonly manyRowsMs: number;
}

function numbers(count: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** Training steps and inference of the reference networks, fastest run, without the time to build. */
export async function timeTensor(threads: number): Promise<readonly TensorTimes[]> {
  const runtime = new Runtime({ threads });
  const times: TensorTimes[] = [];
  for (const [name, network] of NETWORKS) {
    const started = performance.now();
    const step = await TrainingStep.create(runtime, {
      inputs: { x: [64, 60, 50], y: [64, 5] },
      optimizer: chain(clipByGlobalNorm(1), adamW()),
      seed: 1,
      build: (parameters, { x, y }) => ({ loss: meanSquaredError(network(parameters, x), y) }),
    });
    const buildMs = performance.now() - started;
    const batch = { x: numbers(64 * 60 * 50), y: numbers(64 * 5) };
    const stepMs = await fastestMs(30, () => step.step(batch, 1e-3));
    const file = modelFile({
      build: (parameters, { x }) => ({ y: network(parameters, x) }),
      inputs: { x: ['batch', 60, 50] },
      parameters: step.parameters,
    });
    await step.release();
    const program = await runtime.compile(file);
    const infer = (rows: number) => {
      const x = { data: numbers(rows * 60 * 50), shape: [rows, 60, 50] };
      return fastestMs(rows === 1 ? 200 : 20, () => program.run({ x }, { y: null }));
    };
    times.push({ name, buildMs, stepMs, oneRowMs: await infer(1), manyRowsMs: await infer(256) });
    await program.release();
  }
  return times;
}
