import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Random } from '#base';
import { backOffMs } from './back-off.ts';

const drawing = (value: number) => ({ uniform: () => value });

it('waits up to the base, twice as long after each failure, and never a minute', () => {
  const longest = [0, 1, 2, 3, 7, 8, 1100].map((attempt) => backOffMs(attempt, 500, drawing(1)));
  expect(longest).toEqual([500, 1000, 2000, 4000, 60_000, 60_000, 60_000]);
  expect(backOffMs(3, 500, drawing(0))).toBe(0);
});

it('is anywhere between nothing and its bound, evenly', () => {
  const random = new Random(7);
  const waits = Array.from({ length: 4000 }, () => backOffMs(2, 250, random));
  const inQuarter = (quarter: number) =>
    waits.filter((wait) => Math.floor(wait / 250) === quarter).length;
  for (const quarter of [0, 1, 2, 3]) expect(Math.abs(inQuarter(quarter) - 1000)).toBeLessThan(120);
});

it('stays within its bound whatever it is asked', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(100_000), fc.nat(), (attempt, baseMs, seed) => {
      const waitMs = backOffMs(attempt, baseMs, new Random(seed));
      // Nothing times infinity is no number.
      const bound = baseMs === 0 ? 0 : Math.min(60_000, baseMs * 2 ** attempt);
      expect(waitMs >= 0 && waitMs <= bound).toBe(true);
    }),
  );
});
