import { expect, it } from 'vitest';
import { systemSchema } from '#config';
import { problemOf } from '../../../tests/support/allocation-problem.ts';
import { CLOSED_FORM } from './allocation-problem.ts';
import { cascade } from './cascade.ts';

it('a method whose weights break the limits falls back, whatever its certificate says', () => {
  const settings = systemSchema.parse({ portfolio: { method: 'min-variance' } }).portfolio;
  const problem = problemOf([0.1, 0.1], [0.04, 0, 0, 0.04]);
  const chosen = cascade(problem, settings, {
    kind: 'found',
    weights: Float64Array.of(0.7, 0.4),
    certificate: CLOSED_FORM,
    note: null,
  });
  expect(chosen.used).toBe('hrp');
  expect(chosen.reason).toBe('min-variance: its weights break the limits; hrp instead');
  expect([...chosen.weights]).toEqual([0.5, 0.5]);
});
