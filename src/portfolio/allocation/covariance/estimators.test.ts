import { expect, it } from 'vitest';
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

it('a column that never moves leaves the others’ correlation as it is', () => {
  const moving = Float64Array.of(0.01, 0, 0.02, -0.01, 0, 0.01, 0.02, 0, -0.01, 0, 0, 0.005);
  const { covariance } = constantCorrelationCovariance({ bars: 4, assets: 3, values: moving });
  expect(covariance.every(Number.isFinite)).toBe(true);
  expect([covariance[1], covariance[4], covariance[7]]).toEqual([0, 0, 0]);
});

it('shrinkage stays within 0 and 1 where there is more noise than signal', () => {
  // Four columns that move alone, each at its own bar, and all as much: the target fits, the sample is noise.
  const values = new Float64Array(32);
  for (let bar = 0; bar < 8; bar++) values[bar * 4 + (bar % 4)] = bar < 4 ? 0.01 : -0.01;
  const { shrinkage, covariance } = ledoitWolfCovariance({ bars: 8, assets: 4, values });
  expect(shrinkage).toBeGreaterThanOrEqual(0);
  expect(shrinkage).toBeLessThanOrEqual(1);
  const two = Float64Array.of(0.01, 0.02, 0.011, -0.01, -0.012, 0.009, 0.0101, 0.02);
  const few = ledoitWolfCovariance({ bars: 2, assets: 4, values: two });
  expect(few.shrinkage).toBeLessThanOrEqual(1);
  expect(covariance.every(Number.isFinite)).toBe(true);
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
