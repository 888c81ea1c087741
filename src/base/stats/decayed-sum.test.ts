import { describe, expect, it } from 'vitest';
import { DecayedSum } from './decayed-sum.ts';

describe('DecayedSum', () => {
  it('counts values as an equally weighted mean with the same error would have them', () => {
    const sum = new DecayedSum(1);
    expect(sum.effectiveCount).toBeNaN();
    sum.update(5);
    expect(sum.effectiveCount).toBe(1);
    sum.update(7);
    expect(sum.effectiveCount, 'weights 1 and ½').toBeCloseTo(1.5 ** 2 / 1.25, 12);
    for (let more = 0; more < 100; more++) sum.update(1);
    expect(sum.effectiveCount, '(1 + λ) / (1 − λ)').toBeCloseTo(3, 12);
  });
});
