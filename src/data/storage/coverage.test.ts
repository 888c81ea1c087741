import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, missing, type TimeRange } from './coverage.ts';

const range: fc.Arbitrary<TimeRange> = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 10 }))
  .map(([from, length]) => ({ from, to: from + length }));
const stampsOf = (ranges: readonly TimeRange[]) =>
  new Set(
    Array.from({ length: 45 }, (_, stamp) => stamp).filter((stamp) =>
      ranges.some(({ from, to }) => stamp >= from && stamp < to),
    ),
  );

describe('coverage', () => {
  it('joined covers the same stamps in ascending ranges that do not touch', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const result = joined(ranges);
        expect(stampsOf(result)).toEqual(stampsOf(ranges));
        for (let at = 1; at < result.length; at++) {
          expect(result[at].from).toBeGreaterThan(result[at - 1].to);
        }
      }),
    );
  });

  it('missing is what is wanted and not covered, no stamp more or less', () => {
    fc.assert(
      fc.property(range, fc.array(range), (wanted, covered) => {
        const known = stampsOf(covered);
        const expected = new Set([...stampsOf([wanted])].filter((stamp) => !known.has(stamp)));
        expect(stampsOf(missing(wanted, covered))).toEqual(expected);
      }),
    );
  });
});
