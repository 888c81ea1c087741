import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random, ValueWindow } from '#base';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { AverageGap } from './average-gap.ts';

/** The signs as both means, added up anew at each value, tell them. */
function plainSigns(values: readonly number[], fastBars: number, slowBars: number): number[] {
  const fast = new ValueWindow(fastBars);
  const slow = new ValueWindow(slowBars);
  return values.map((value) => {
    fast.push(value);
    slow.push(value);
    return Math.sign(fast.mean - slow.mean);
  });
}

function signs(values: readonly number[], fastBars: number, slowBars: number): number[] {
  const gap = new AverageGap(fastBars, slowBars);
  return values.map((value) => {
    gap.push(value);
    return gap.sign;
  });
}

/** Values of the kinds that rounding treats worst. */
const anyValue = fc.oneof(
  fc.constantFrom(0, 0.1, 0.2, 0.3, 1, 1 + 2 ** -52, 1 - 2 ** -53, 1e15, -0.1),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
  fc.double({ min: -1e16, max: 1e16, noNaN: true }),
  fc.integer({ min: 0, max: 20 }).map((cents) => cents / 100),
);
const anyBars = fc.integer({ min: 1, max: 9 });

describe('AverageGap', () => {
  it('is the sign of the difference of the two means, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 80 }), anyBars, anyBars, (values, fast, slow) => {
        expect(signs(values, fast, slow)).toEqual(plainSigns(values, fast, slow));
      }),
      { numRuns: 500 },
    );
  });

  it('is so after a long walk in cents, which crosses and touches often', () => {
    const random = new Random(5);
    let cents = 100;
    const values = Array.from({ length: 20_000 }, () => {
      cents += Math.round(2 * random.normal());
      return cents / 100;
    });
    const plain = plainSigns(values, 10, 30);
    expect(signs(values, 10, 30)).toEqual(plain);
    const below = values.map((value) => -value);
    expect(signs(below, 10, 30)).toEqual(plainSigns(below, 10, 30));
    expect(plain.filter((sign) => sign === 0).length).toBeGreaterThan(5);
  });

  it('is so where a tiny gap follows values that were large', () => {
    const values = [1e9, 3e9, 7e9, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1];
    const plain = plainSigns(values, 3, 6);
    expect(signs(values, 3, 6)).toEqual(plain);
    for (const kept of [3, 6]) {
      const before = new AverageGap(3, 6);
      for (const value of values.slice(0, kept)) before.push(value);
      const loaded = new AverageGap(3, 6);
      loaded.loadState(before.saveState());
      const after = values.slice(kept).map((value) => {
        loaded.push(value);
        return loaded.sign;
      });
      expect(after).toEqual(plain.slice(kept));
    }
  });

  it('is so where a tie ends a long climb', () => {
    const climb = Array.from({ length: 200_000 }, (_, at) => 1 + at / 1000);
    const values = [...climb, ...Array.from({ length: 5 }, () => 201)];
    expect(signs(values, 2, 4).slice(-5)).toEqual(plainSigns(values.slice(-9), 2, 4).slice(-5));
  });
});

statefulContract('AverageGap', {
  make: () => new AverageGap(2, 5),
  step: (gap, at) => {
    gap.push((at * 7) % 11);
    return gap.sign;
  },
  steps: 16,
});
