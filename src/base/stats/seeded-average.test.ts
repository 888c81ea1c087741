import { expect, it } from 'vitest';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { exponentialAverage, wilderAverage } from './seeded-average.ts';

statefulContract('exponential average', {
  make: () => exponentialAverage(5),
  step: (average, at) => average.update(Math.sin(at)),
  steps: 12,
});

statefulContract('Wilder average', {
  make: () => wilderAverage(5),
  step: (average, at) => average.update(Math.sin(at)),
  steps: 12,
});

it('starts as the plain mean of its first values and moves by its weight from there', () => {
  const average = exponentialAverage(3);
  expect([1, 2, 6, 7, 3].map((value) => average.update(value))).toEqual([
    Number.NaN,
    Number.NaN,
    3,
    5,
    4,
  ]);
  expect(average.value).toBe(4);
  const wilder = wilderAverage(2);
  expect([1, 3, 4].map((value) => wilder.update(value))).toEqual([Number.NaN, 2, 3]);
});
