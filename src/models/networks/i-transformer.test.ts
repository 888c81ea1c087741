import { describe, expect, it } from 'vitest';
import type { Parameters, Tensor } from '#tensor';
import { distance, noise, runNetwork } from '../../../tests/support/run-network.ts';
import { iTransformer } from './i-transformer.ts';
import { linearNetwork } from './linear-network.ts';

const SIZES = { width: 8, heads: 2, layers: 2, dropout: 0 };
const HEAD = { kind: 'multivariate', horizonBars: 5 } as const;
const [BATCH, TIME, FEATURES] = [2, 12, 4];

const X = noise('x', [BATCH, TIME, FEATURES]);

const plain = (p: Parameters, x: Tensor) => ({
  y: iTransformer(p, x, { ...SIZES, instanceNorm: false }, HEAD),
});
const normalised = (p: Parameters, x: Tensor) => ({
  y: iTransformer(p, x, { ...SIZES, instanceNorm: true }, HEAD),
});

/** Every row of FEATURES numbers, by column. */
function byColumn(data: Float32Array, of: (row: Float32Array, column: number) => number) {
  return data.map((_, at) => {
    const column = at % FEATURES;
    return of(data.subarray(at - column, at - column + FEATURES), column);
  });
}

describe('iTransformer', () => {
  it('forecasts permuted series as their forecasts permuted', async () => {
    const order = [2, 0, 3, 1];
    const permuted = (data: Float32Array) => byColumn(data, (row, column) => row[order[column]]);
    const y = (await runNetwork(plain, X)).y.data;
    const found = (await runNetwork(plain, { ...X, data: permuted(X.data) })).y.data;
    expect(distance(found, permuted(y))).toBeLessThan(1e-5);
    expect(distance(found, y)).toBeGreaterThan(0.01);
  });

  it('lets every series see every other', async () => {
    const y = (await runNetwork(plain, X)).y.data;
    const data = byColumn(X.data, (row, column) => row[column] + (column === 0 ? 1 : 0));
    const found = (await runNetwork(plain, { ...X, data })).y.data;
    for (let column = 0; column < FEATURES; column++) {
      const of = (values: Float32Array) => values.filter((_, at) => at % FEATURES === column);
      expect(distance(of(found), of(y))).toBeGreaterThan(1e-4);
    }
  });

  it('looks at covariates as they are, and forecasts none of them', async () => {
    const beside = (p: Parameters, x: Tensor) => ({
      y: iTransformer(p, x, { ...SIZES, instanceNorm: true, covariates: 1 }, HEAD),
    });
    const { y } = await runNetwork(beside, X);
    expect(y.shape).toEqual([BATCH, 5, FEATURES - 1]);
    const data = byColumn(X.data, (row, column) => row[column] + (column === 3 ? 1 : 0));
    const raised = (await runNetwork(beside, { ...X, data })).y;
    expect(distance(y.data, raised.data)).toBeGreaterThan(1e-3);
  });
});

describe.each([
  ['iTransformer', normalised, plain],
  [
    'linearNetwork',
    (p: Parameters, x: Tensor) => ({ y: linearNetwork(p, x, { instanceNorm: true }, HEAD) }),
    (p: Parameters, x: Tensor) => ({ y: linearNetwork(p, x, { instanceNorm: false }, HEAD) }),
  ],
])('instance norm of %s', (_, withNorm, without) => {
  it('makes forecasts follow the level and scale of each series', async () => {
    const [scales, levels] = [
      [2, 0.5, 10, 3],
      [5, -3, 100, 0],
    ];
    const moved = (data: Float32Array) =>
      byColumn(data, (row, column) => scales[column] * row[column] + levels[column]);
    const errorOf = async (network: typeof plain) => {
      const y = (await runNetwork(network, X)).y.data;
      const found = (await runNetwork(network, { ...X, data: moved(X.data) })).y.data;
      return distance(found, moved(y));
    };
    expect(await errorOf(withNorm)).toBeLessThan(2e-3);
    expect(await errorOf(without)).toBeGreaterThan(1);
  });

  it('forecasts a constant series as that constant, nearly', async () => {
    const data = X.data.map((__, at) => at % FEATURES);
    const y = (await runNetwork(withNorm, { ...X, data })).y.data;
    const expected = y.map((__, at) => at % FEATURES);
    // Only what the bias adds is left, times √1e-5.
    expect(distance(y, expected)).toBeLessThan(0.02);
  });
});
