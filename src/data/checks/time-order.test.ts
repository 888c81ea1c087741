import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascendingOrder, direction, longestAscent } from './time-order.ts';

const times = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 });

/** The length of the longest ascent, by trying each selection. */
function longestByDefinition(list: readonly number[]): number {
  let longest = 0;
  for (let mask = 0; mask < 1 << list.length; mask++) {
    const chosen = list.filter((_, at) => (mask >> at) & 1);
    const ascends = chosen.every((time, at) => at === 0 || time > chosen[at - 1]);
    if (ascends) longest = Math.max(longest, chosen.length);
  }
  return longest;
}

describe('the longest ascent', () => {
  it('ascends, and none is longer', () => {
    fc.assert(
      fc.property(times, (list) => {
        const stays = longestAscent(Float64Array.from(list));
        const kept = list.filter((_, at) => stays[at] === 1);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect(kept.length).toBe(longestByDefinition(list));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the ascending order', () => {
  it('is that of a stable sort', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 80 }), (list) => {
        const expected = list.map((_, at) => at).sort((a, b) => list[a] - list[b] || a - b);
        expect([...ascendingOrder(Float64Array.from(list))]).toEqual(expected);
      }),
    );
  });
});

describe('the direction', () => {
  it.each([
    [[], 1],
    [[1, 1], 1],
    [[1, 2, 2, 3], 1],
    [[3, 2, 2, 1], -1],
    [[1, 3, 2], 0],
  ])('of %j is %d', (list, expected) => {
    expect(direction(Float64Array.from(list))).toBe(expected);
  });
});
