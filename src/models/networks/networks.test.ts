import { describe, expect, it } from 'vitest';
import {
  adamW,
  mean,
  modelFile,
  type Parameters,
  Runtime,
  square,
  subtract,
  type Tensor,
  TrainingStep,
} from '#tensor';
import { networkSlopes } from '../../../tests/support/network-slopes.ts';
import {
  distance,
  dropoutPlaces,
  firstWeights,
  movedWeights,
  noise,
  runNetwork,
} from '../../../tests/support/run-network.ts';
import { attentionLstm } from './attention-lstm.ts';
import { decoderTransformer } from './decoder-transformer.ts';
import type { Head } from './head.ts';
import { iTransformer } from './i-transformer.ts';
import { linearNetwork } from './linear-network.ts';
import { momentumTransformer } from './momentum-transformer.ts';
import { vlstm } from './vlstm.ts';

type Network = (parameters: Parameters, x: Tensor) => Tensor;

interface Sizes {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly dropout: number;
}

const TRADING: Head = { kind: 'trading', horizonBars: 5 };
const MULTIVARIATE: Head = { kind: 'multivariate', horizonBars: 5 };
const SMALL: Sizes = { width: 16, heads: 2, layers: 2, dropout: 0 };
const TINY: Sizes = { width: 6, heads: 2, layers: 2, dropout: 0 };

const FORECASTERS: Readonly<Record<string, (sizes: Sizes, head: Head) => Network>> = {
  decoderTransformer: (sizes, head) => (p, x) => decoderTransformer(p, x, sizes, head),
  iTransformer: (sizes, head) => (p, x) =>
    iTransformer(p, x, { ...sizes, instanceNorm: head.kind === 'multivariate' }, head),
  attentionLstm: (sizes, head) => (p, x) => attentionLstm(p, x, sizes, head),
  vlstm: (sizes, head) => (p, x) => vlstm(p, x, sizes, head),
  linearNetwork: (_, head) => (p, x) =>
    linearNetwork(p, x, { instanceNorm: head.kind === 'multivariate' }, head),
};

/** Every network, built for sizes: the forecasters with the head for trading, and the trader. */
const NETWORKS: Readonly<Record<string, (sizes: Sizes) => Network>> = {
  ...Object.fromEntries(
    Object.entries(FORECASTERS).map(([name, of]) => [name, (sizes: Sizes) => of(sizes, TRADING)]),
  ),
  momentumTransformer: (sizes) => (p, x) => momentumTransformer(p, x, sizes),
};

const ALL = Object.entries(NETWORKS).map(([name, of]) => ({ name, of }));
const WITH_DROPOUT = ALL.filter(({ name }) => name !== 'linearNetwork');

/** As `runNetwork` wants it. */
const asRecord = (network: Network) => (p: Parameters, x: Tensor) => ({ y: network(p, x) });

const runtime = new Runtime();

async function training(network: Network, x: readonly number[], options: { seed?: number } = {}) {
  const { shape } = (await runNetwork(asRecord(network), noise('x', x))).y;
  const step = await TrainingStep.create(runtime, {
    inputs: { x, y: shape },
    optimizer: adamW({ weightDecay: 0 }),
    seed: options.seed ?? 1,
    build: (p, inputs) => ({ loss: mean(square(subtract(network(p, inputs.x), inputs.y))) }),
  });
  return { step, shape };
}

/** After three steps with dropout. */
async function trainedWeights(of: (sizes: Sizes) => Network, seed: number): Promise<Float32Array> {
  const { step, shape } = await training(of({ ...SMALL, dropout: 0.2 }), [4, 6, 3], { seed });
  const batch = { x: noise('x', [4, 6, 3]).data, y: noise('y', shape).data };
  for (let run = 0; run < 3; run++) await step.step(batch, 0.01);
  const weights = step.parameters.slice();
  await step.release();
  return weights;
}

async function expectGradient(network: Network): Promise<void> {
  for (const { name, found, expected } of await networkSlopes(asRecord(network), [2, 4, 3])) {
    expect(Math.abs(found - expected), name).toBeLessThan(1e-3 * Math.max(1, Math.abs(expected)));
  }
}

describe.each(Object.entries(FORECASTERS))('%s', (_, of) => {
  it.each([
    [3, 60, 50],
    [2, 7, 1],
    [1, 1, 3],
  ])('takes [%i, %i, %i] to a horizon, of one series or of all', async (batch, time, features) => {
    const x = noise('shapes', [batch, time, features]);
    const one = (await runNetwork(asRecord(of(SMALL, TRADING)), x)).y;
    const every = (await runNetwork(asRecord(of(SMALL, MULTIVARIATE)), x)).y;
    expect(one.shape).toEqual([batch, 5]);
    expect(every.shape).toEqual([batch, 5, features]);
    for (const { data } of [one, every]) expect(data.every(Number.isFinite)).toBe(true);
  });

  it('has the gradient that differences of its multivariate head show', async () => {
    await expectGradient(of(TINY, MULTIVARIATE));
  });
});

describe.each(ALL)('$name', ({ of }) => {
  it('has the gradient that differences show', async () => {
    await expectGradient(of(TINY));
  });

  it('learns 32 windows of noise by heart', async () => {
    const { step, shape } = await training(of(SMALL), [32, 12, 5]);
    const y = noise('targets', shape).data.map((value) => Math.tanh(value / 2));
    const x = noise('windows', [32, 12, 5]).data;
    const variance = y.reduce((total, value) => total + value ** 2, 0) / y.length;
    let loss = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 600 && loss > 0.03 * variance; run++) {
      ({ loss } = await step.step({ x, y }, 0.01));
    }
    await step.release();
    expect(loss).toBeLessThan(0.03 * variance);
  });

  it('gives the same bytes for the same seed', async () => {
    expect(await trainedWeights(of, 1)).toEqual(await trainedWeights(of, 1));
  });

  it('is the same network in training, outside, and in a file for any batch', async () => {
    const x = noise('x', [7, 6, 3]);
    const { step, shape } = await training(of(SMALL), x.shape);
    step.loadState({ parameters: movedWeights(step.parameters) });
    const y = noise('y', shape).data;
    const { loss } = await step.step({ x: x.data, y }, 0);
    const network = asRecord(of(SMALL));
    const inside = (await runNetwork(network, x, step.parameters)).y.data;
    const squares = inside.map((value, at) => (value - y[at]) ** 2);
    expect(squares.reduce((a, b) => a + b, 0) / y.length).toBeCloseTo(loss, 5);

    const build = (p: Parameters, inputs: { readonly x: Tensor }) => network(p, inputs.x);
    const program = await runtime.compile(
      modelFile({ build, inputs: { x: ['batch', 6, 3] }, parameters: step.parameters }),
    );
    for (const batch of [1, 7]) {
      const part = { data: x.data.subarray(0, batch * 18), shape: [batch, 6, 3] };
      const found = (await program.run({ x: part }, { y: null }))['y'];
      expect(found.shape).toEqual([batch, ...shape.slice(1)]);
      const expected = inside.subarray(0, batch * (inside.length / 7));
      expect(distance(found.data as Float32Array, expected)).toBeLessThan(1e-5);
    }
    await Promise.all([step.release(), program.release()]);
  });
});

describe.each(WITH_DROPOUT)('$name', ({ of }) => {
  it('gives other bytes for another seed', async () => {
    expect(await trainedWeights(of, 2)).not.toEqual(await trainedWeights(of, 1));
  });

  it('leaves numbers out in training only', async () => {
    const x = noise('x', [4, 6, 3]);
    const [whole, thinned] = [of(SMALL), of({ ...SMALL, dropout: 0.5 })];
    const outside = await Promise.all(
      [whole, thinned].map(async (network) => (await runNetwork(asRecord(network), x)).y),
    );
    expect(outside[1]).toEqual(outside[0]);
    const losses = async (network: Network) => {
      const { step, shape } = await training(network, x.shape);
      step.loadState({ parameters: movedWeights(step.parameters) });
      const batch = { x: x.data, y: noise('y', shape).data };
      const reports = [await step.step(batch, 0), await step.step(batch, 0)];
      await step.release();
      return reports.map(({ loss }) => loss);
    };
    const [steady, again] = await losses(whole);
    expect(again).toBe(steady);
    const [first, second] = await losses(thinned);
    expect(new Set([steady, first, second]).size).toBe(3);
  });
});

describe('dropout', () => {
  it.each([
    ['decoderTransformer', 1 + 2 * 2],
    ['iTransformer', 1 + 3 * 2],
    ['attentionLstm', 2 + 1],
    ['vlstm', 3],
    ['momentumTransformer', 5],
    ['linearNetwork', 0],
  ])('stands in %s at %i places', (name, places) => {
    const network = asRecord(NETWORKS[name]({ ...SMALL, dropout: 0.5 }));
    expect(dropoutPlaces(network, [2, 6, 3])).toBe(places);
  });
});

describe('sizes', () => {
  const uneven = { ...SMALL, width: 10, heads: 4 };
  it.each(['decoderTransformer', 'iTransformer', 'attentionLstm', 'momentumTransformer'])(
    'of %s whose heads do not divide the width are refused with the numbers',
    (name) => {
      expect(() => firstWeights(asRecord(NETWORKS[name](uneven)), [1, 6, 3])).toThrow(
        /^4 attention heads do not divide a width of 10; /,
      );
    },
  );
});
