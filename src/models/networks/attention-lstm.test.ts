import { describe, expect, it } from 'vitest';
import type { Parameters, Tensor } from '#tensor';
import {
  distance,
  firstWeights,
  movedWeights,
  noise,
  runNetwork,
} from '../../../tests/support/run-network.ts';
import { attentionLstm } from './attention-lstm.ts';
import { lstmLayer } from './lstm-layer.ts';

const SIZES = { width: 8, heads: 2, layers: 2, dropout: 0 };
const network = (p: Parameters, x: Tensor) => ({
  y: attentionLstm(p, x, SIZES, { kind: 'trading', horizonBars: 3 }),
});

describe('attentionLstm', () => {
  it('brings far bars to the forecast that its memory has let go', async () => {
    const x = noise('x', [1, 30, 2]);
    const { specs, values } = firstWeights(network, x.shape);
    const forgetful = movedWeights(values);
    for (const { name, offset, shape } of specs) {
      // Every gate that would keep something is shut.
      if (name.endsWith('/bias') && name.startsWith('lstm')) {
        forgetful.fill(-30, offset + shape[0] / 2, offset + (3 * shape[0]) / 4);
      }
    }
    const effectOfFirstBar = async (weights: Float32Array) => {
      const data = x.data.slice();
      data[0] += 2;
      const [before, after] = await Promise.all(
        [x, { ...x, data }].map(async (window) => (await runNetwork(network, window, weights)).y),
      );
      return distance(before.data, after.data);
    };
    expect(await effectOfFirstBar(forgetful)).toBeGreaterThan(1e-4);
    const blind = forgetful.slice();
    for (const { name, offset, shape } of specs) {
      if (name === 'attention/output') blind.fill(0, offset, offset + shape[0] * shape[1]);
    }
    expect(await effectOfFirstBar(blind)).toBeLessThan(1e-6);
  });
});

describe('lstmLayer', () => {
  it('starts with orthogonal gates that remember', () => {
    const width = 4;
    const { specs, values } = firstWeights(
      (p, x) => ({ y: lstmLayer('lstm', p, x, width) }),
      [1, 3, 2],
    );
    const part = (name: string) => {
      const at = specs.findIndex((spec) => spec.name === `lstm/${name}`);
      return values.subarray(specs[at].offset, specs[at + 1]?.offset);
    };
    const [open, shut] = [new Array(4).fill(1), new Array(4).fill(0)];
    expect([...part('bias')]).toEqual([...shut, ...shut, ...open, ...shut]);
    const recurrent = part('recurrent');
    for (let gate = 0; gate < 4; gate++) {
      const row = (at: number) => recurrent.subarray((gate * 4 + at) * 4, (gate * 4 + at + 1) * 4);
      for (const [a, b] of [
        [0, 0],
        [0, 1],
        [2, 3],
      ]) {
        const product = row(a).reduce((total, value, k) => total + value * row(b)[k], 0);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
      }
    }
  });
});
