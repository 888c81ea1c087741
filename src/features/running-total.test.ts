import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { RunningTotal } from './running-total.ts';

describe('RunningTotal', () => {
  it('is exact to the last digit after a million additions', () => {
    const random = new Random(9);
    const total = new RunningTotal();
    let exact = 0n;
    let plain = 0;
    let sum = 0;
    // Multiples of 2⁻²⁰, so that whole numbers hold the exact sum.
    for (let at = 0; at < 1_000_000; at++) {
      const units = Math.round(2 ** 52 * (random.uniform() - 0.5));
      exact += BigInt(units);
      plain += units / 2 ** 20;
      sum = total.update(units / 2 ** 20);
    }
    const expected = Number(exact) / 2 ** 20;
    expect(sum).toBe(expected);
    expect(plain).not.toBe(expected);
  });

  it('keeps small values that large ones would swallow', () => {
    const total = new RunningTotal();
    for (const value of [1, 1e100, 1]) total.update(value);
    expect(total.update(-1e100)).toBe(2);
  });
});

statefulContract('RunningTotal', {
  make: () => new RunningTotal(),
  step: (total, at) => total.update(at % 3 === 0 ? 1e17 : Math.sin(at)),
  steps: 14,
});
