import { describe, expect, it } from 'vitest';
import type { Parameters, Tensor } from '#tensor';
import {
  distance,
  firstWeights,
  movedWeights,
  noise,
  runNetwork,
} from '../../../tests/support/run-network.ts';
import { decoderStates, decoderTransformer } from './decoder-transformer.ts';
import { momentumTransformer } from './momentum-transformer.ts';
import { sinusoidalPositions } from './sinusoidal-positions.ts';

const SIZES = { width: 8, heads: 2, layers: 2, dropout: 0 };
const TIME = 6;
const FEATURES = 3;

const CAUSAL: Readonly<Record<string, (p: Parameters, x: Tensor) => { readonly y: Tensor }>> = {
  decoderStates: (p, x) => ({ y: decoderStates(p, x, SIZES) }),
  momentumTransformer: (p, x) => ({ y: momentumTransformer(p, x, SIZES) }),
};

describe.each(Object.entries(CAUSAL))('%s', (_, network) => {
  it('changes from the changed bar on, and never before it', async () => {
    const x = noise('x', [1, TIME, FEATURES]);
    // Weights far from the start, where positions are too small to show anything.
    const weights = firstWeights(network, x.shape).values.map(
      (value, at) => value + 0.4 * Math.sin(at),
    );
    const before = (await runNetwork(network, x, weights)).y.data;
    const perBar = before.length / TIME;
    for (let changed = 0; changed < TIME; changed++) {
      const data = x.data.slice();
      data[changed * FEATURES + 1] += 1;
      const after = (await runNetwork(network, { ...x, data }, weights)).y.data;
      const moved = Array.from({ length: TIME }, (__, bar) => {
        const [from, to] = [bar * perBar, (bar + 1) * perBar];
        return distance(before.subarray(from, to), after.subarray(from, to)) > 0;
      });
      expect(moved).toEqual(Array.from({ length: TIME }, (__, bar) => bar >= changed));
    }
  });
});

describe('decoderTransformer', () => {
  it('forecasts from the last of its states', async () => {
    const x = noise('x', [2, TIME, FEATURES]);
    const network = (p: Parameters, window: Tensor) => ({
      y: decoderTransformer(p, window, SIZES, { kind: 'trading', horizonBars: 3 }),
    });
    const { specs, values: first } = firstWeights(network, x.shape);
    const values = movedWeights(first);
    const forecast = (await runNetwork(network, x, values)).y.data;
    const head = values.subarray(specs.find(({ name }) => name === 'head/weight')?.offset);
    const body = values.subarray(0, values.length - head.length);
    const states = (await runNetwork(CAUSAL['decoderStates'], x, body)).y.data;
    const columns = SIZES.width + FEATURES;
    const expected = Array.from({ length: 6 }, (_, at) => {
      const last = Math.floor(at / 3) * TIME + TIME - 1;
      const state = states.subarray(last * SIZES.width, (last + 1) * SIZES.width);
      const newest = x.data.subarray(last * FEATURES, (last + 1) * FEATURES);
      const known = [...state.map((value) => value / Math.sqrt(SIZES.width)), ...newest];
      const row = head.subarray((at % 3) * columns);
      return known.reduce((sum, value, k) => sum + value * row[k], head[3 * columns + (at % 3)]);
    });
    expect(distance(forecast, expected)).toBeLessThan(1e-5);
  });

  it('tells the same bars in another order apart', async () => {
    const x = noise('x', [1, TIME, FEATURES]);
    const swapped = x.data.slice();
    swapped.set(x.data.subarray(0, FEATURES), FEATURES);
    swapped.set(x.data.subarray(FEATURES, 2 * FEATURES), 0);
    const one = (p: Parameters, window: Tensor) => ({
      y: decoderTransformer(
        p,
        window,
        { ...SIZES, layers: 1 },
        { kind: 'trading', horizonBars: 3 },
      ),
    });
    const before = (await runNetwork(one, x)).y.data;
    const after = (await runNetwork(one, { ...x, data: swapped })).y.data;
    expect(distance(before, after)).toBeGreaterThan(1e-3);
  });

  it('names its parameters after its layers', () => {
    const { specs } = firstWeights(
      (p, x) => ({ y: decoderStates(p, x, { ...SIZES, layers: 1 }) }),
      [1, TIME, FEATURES],
    );
    expect(specs.map(({ name }) => name)).toEqual([
      'embedding/weight',
      'embedding/bias',
      'block0/attention/norm/scale',
      'block0/attention/norm/offset',
      'block0/attention/query',
      'block0/attention/key',
      'block0/attention/value',
      'block0/attention/queryBias',
      'block0/attention/keyBias',
      'block0/attention/valueBias',
      'block0/attention/output',
      'block0/attention/outputBias',
      'block0/feedForward/norm/scale',
      'block0/feedForward/norm/offset',
      'block0/feedForward/in/weight',
      'block0/feedForward/in/bias',
      'block0/feedForward/out/weight',
      'block0/feedForward/out/bias',
      'norm/scale',
      'norm/offset',
    ]);
  });
});

describe('sinusoidalPositions', () => {
  it('is the paper’s table', () => {
    const { node } = sinusoidalPositions(3, 4);
    const found = node.kind === 'constant' ? node.data : [];
    const expected = [0, 1, 2].flatMap((p) => [
      Math.sin(p),
      Math.cos(p),
      Math.sin(p / 100),
      Math.cos(p / 100),
    ]);
    expect(distance(found as Float32Array, expected)).toBeLessThan(1e-7);
  });
});
