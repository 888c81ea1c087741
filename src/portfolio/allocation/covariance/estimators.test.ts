import { expect, it } from 'vitest';
import { Random } from '#base';
import { constantCorrelationCovariance } from './constant-correlation.ts';
import { estimateCovariance } from './estimate-covariance.ts';
import { ledoitWolfCovariance } from './ledoit-wolf.ts';

const METHODS = [
  'sample',
  'exponential',
  'ledoit-wolf',
  'constant-correlation',
  'single-factor',
] as const;

it('a column that never moves leaves the shrinkage of the others as it is', () => {
  const random = Random.stream(1, 'still');
  const [moving, beside] = [new Float64Array(90), new Float64Array(120)];
  for (let bar = 0; bar < 30; bar++) {
    const market = random.normal();
    for (let at = 0; at < 3; at++) {
      moving[bar * 3 + at] = 0.01 * (at * market + random.normal());
      beside[bar * 4 + at] = moving[bar * 3 + at];
    }
  }
  const alone = constantCorrelationCovariance({ bars: 30, assets: 3, values: moving });
  const found = constantCorrelationCovariance({ bars: 30, assets: 4, values: beside });
  expect(alone.shrinkage).toBeGreaterThan(0.01);
  expect(found.shrinkage).toBeCloseTo(alone.shrinkage ?? Number.NaN, 12);
  expect([...found.covariance.subarray(12)]).toEqual([0, 0, 0, 0]);
});

it('Ledoit and Wolf’s shrinkage is 1 where the sample is nothing but noise around its target', () => {
  // Each column moves alone, at bars of its own, and almost as much as the others.
  const values = new Float64Array(32);
  for (let bar = 0; bar < 8; bar++) {
    values[bar * 4 + (bar % 4)] = (bar < 4 ? 0.01 : -0.01) * (1 + 0.001 * (bar % 4));
  }
  const { shrinkage, covariance } = ledoitWolfCovariance({ bars: 8, assets: 4, values });
  expect(shrinkage).toBe(1);
  expect(covariance[1]).toBe(0);
  expect(covariance[0]).toBe(covariance[5]);
});

it.each(METHODS)('%s is NaN throughout for one bar, and symmetric for more', (method) => {
  const one = estimateCovariance(
    { bars: 1, assets: 2, values: Float64Array.of(0.1, 0.2) },
    method,
    10,
  );
  expect(one.covariance.every(Number.isNaN)).toBe(true);
  const values = Float64Array.of(0.1, 0.2, -0.1, 0.05, 0.02, 0.01, 0.04, -0.03, 0.01);
  const { covariance } = estimateCovariance({ bars: 3, assets: 3, values }, method, 10);
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ]) {
    expect(covariance[i * 3 + j]).toBeCloseTo(covariance[j * 3 + i], 15);
  }
});
