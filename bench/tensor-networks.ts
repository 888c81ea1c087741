import { Random } from '#base';
import {
  adamW,
  chain,
  clipByGlobalNorm,
  glorot,
  linear,
  lstm,
  type Parameters,
  pick,
  type Runtime,
  scoped,
  type Tensor,
  TrainingStep,
  zeros,
} from '#tensor';
import { meanSquaredLoss } from '../src/models/losses/mean-squared.ts';
import { attentionLstm, decoder } from '../tests/support/reference-networks.ts';

export type Network = (parameters: Parameters, x: Tensor) => Tensor;

export const FEATURES = 50;
const OUTPUTS = 5;

/** The reference networks, by the names that bench/rivals/torch_steps.py has for them. */
export const NETWORKS = {
  w1: {
    title: 'transformer, width 64, 2 layers',
    network: (parameters, x) => decoder(parameters, x, { width: 64, heads: 4, layers: 2 }),
  },
  w2: {
    title: 'transformer, width 128, 4 layers',
    network: (parameters, x) => decoder(parameters, x, { width: 128, heads: 8, layers: 4 }),
  },
  w4: { title: 'LSTM with attention, 2 layers of 64', network: attentionLstm },
} as const satisfies Readonly<Record<string, { title: string; network: Network }>>;

export type NetworkName = keyof typeof NETWORKS;

const WIDTH = 64;

/** Two LSTM layers and nothing else: what grows with the length of a sequence. */
export function plainLstm(parameters: Parameters, x: Tensor): Tensor {
  let states = x;
  for (let layer = 0; layer < 2; layer++) {
    const inputs = Number(states.shape.at(-1));
    states = scoped(`lstm${layer}`, () =>
      lstm(states, {
        input: parameters.parameter('input', [4 * WIDTH, inputs], glorot),
        recurrent: parameters.parameter('recurrent', [4 * WIDTH, WIDTH], glorot),
        bias: parameters.parameter('bias', [4 * WIDTH], zeros),
      }),
    );
  }
  return linear(
    pick(states, 1, -1),
    parameters.parameter('head', [OUTPUTS, WIDTH], glorot),
    parameters.parameter('headBias', [OUTPUTS], zeros),
  );
}

/** A network in training, and a batch for it. */
export async function trainingOf(
  runtime: Runtime,
  network: Network,
  { examples, bars }: { readonly examples: number; readonly bars: number },
) {
  const step = await TrainingStep.create(runtime, {
    inputs: { x: [examples, bars, FEATURES], y: [examples, OUTPUTS] },
    optimizer: chain(clipByGlobalNorm(1), adamW({ weightDecay: 0.01 })),
    seed: 1,
    build: (parameters, { x, y }) => ({ loss: meanSquaredLoss(network(parameters, x), y) }),
  });
  const batch = {
    x: seededNumbers(examples * bars * FEATURES),
    y: seededNumbers(examples * OUTPUTS),
  };
  return { step, batch };
}

export function seededNumbers(count: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: count }, () => random.normal());
}
