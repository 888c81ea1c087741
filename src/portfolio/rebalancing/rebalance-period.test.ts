import { describe, expect, it } from 'vitest';
import { periodOf } from './rebalance-period.ts';

const at = (text: string) => Date.parse(`${text}T14:30:00Z`);

describe('periodOf', () => {
  it.each([
    ['bar', '2020-01-31', '2020-02-03', true],
    ['day', '2020-01-31', '2020-01-31', false],
    ['day', '2020-01-31', '2020-02-01', true],
    ['week', '2020-01-26', '2020-01-27', true],
    ['week', '2020-01-27', '2020-02-02', false],
    ['month', '2020-01-31', '2020-02-01', true],
    ['month', '2020-02-01', '2020-02-29', false],
    ['month', '2019-02-01', '2020-02-01', true],
    ['quarter', '2020-03-31', '2020-04-01', true],
    ['quarter', '2020-04-01', '2020-06-30', false],
    ['quarter', '2019-12-31', '2020-01-01', true],
  ] as const)('each %s: from %s to %s is new: %s', (rebalance, from, to, isNew) => {
    expect(periodOf(at(to), rebalance) !== periodOf(at(from), rebalance)).toBe(isNew);
  });
});
