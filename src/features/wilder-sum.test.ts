import { expect, it } from 'vitest';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { WilderSum } from './wilder-sum.ts';

statefulContract('WilderSum', {
  make: () => new WilderSum(5),
  step: (sum, at) => sum.update(Math.sin(at)),
  steps: 12,
});

it('a Wilder sum over one value is that value, after a huge one too', () => {
  const sum = new WilderSum(1);
  sum.update(1e12);
  expect(sum.update(1e-6)).toBe(1e-6);
});
