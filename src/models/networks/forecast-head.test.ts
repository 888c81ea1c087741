import { describe, expect, it } from 'vitest';
import { type Parameters, pick, type Tensor } from '#tensor';
import {
  distance,
  firstWeights,
  movedWeights,
  noise,
  runNetwork,
} from '../../../tests/support/run-network.ts';
import { attentionLstm } from './attention-lstm.ts';
import { decoderTransformer } from './decoder-transformer.ts';
import { forecastHead } from './forecast-head.ts';
import { iTransformer } from './i-transformer.ts';
import { linearNetwork } from './linear-network.ts';
import { vlstm } from './vlstm.ts';

const HEAD = { kind: 'trading', horizonBars: 2 } as const;
const SIZES = { width: 4, heads: 2, layers: 1, dropout: 0, instanceNorm: false };

describe.each([
  ['decoderTransformer', decoderTransformer],
  ['iTransformer', iTransformer],
  ['attentionLstm', attentionLstm],
  ['vlstm', vlstm],
  ['linearNetwork', linearNetwork],
])('%s', (_, forecaster) => {
  it('forecasts nothing before it has learned', async () => {
    const network = (p: Parameters, x: Tensor) => ({ y: forecaster(p, x, SIZES, HEAD) });
    const x = noise('x', [3, 6, 5]);
    const first = firstWeights(network, x.shape).values;
    expect([...(await runNetwork(network, x, first)).y.data]).toEqual(new Array(6).fill(0));
    const moved = (await runNetwork(network, x, movedWeights(first))).y.data;
    expect(moved.every((value) => Math.abs(value) > 1e-3)).toBe(true);
  });
});

it('reads the state over the root of its width, beside the newest row', async () => {
  const x = noise('x', [2, 3, 4]);
  const network = (p: Parameters, window: Tensor) => ({
    // The oldest row stands for what a network knows.
    y: forecastHead(p, pick(window, 1, 0), { head: HEAD, x: window }),
  });
  const weights = noise('weights', [2 * (4 + 4) + 2]).data;
  const found = (await runNetwork(network, x, weights)).y.data;
  const expected = [0, 1].flatMap((window) =>
    [0, 1].map((bar) => {
      let sum = weights[16 + bar];
      for (let k = 0; k < 4; k++) {
        sum += (weights[8 * bar + k] * x.data[12 * window + k]) / Math.sqrt(4);
        sum += weights[8 * bar + 4 + k] * x.data[12 * window + 8 + k];
      }
      return sum;
    }),
  );
  expect(distance(found, expected)).toBeLessThan(1e-5);
});
