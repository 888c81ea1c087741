import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsWithin, wholeLots } from './whole-lots.ts';

describe('wholeLots', () => {
  it('rounds towards zero, and takes a quotient that misses by rounding for whole', () => {
    expect(wholeLots(29, 10)).toBe(20);
    expect(wholeLots(0.3, 0.1)).toBeCloseTo(0.3, 12);
    expect(wholeLots(29.5, 0)).toBe(29.5);
  });
});

describe('unitsWithin', () => {
  it('gives up a lot, or the last bit, where rounding passes the limit', () => {
    expect(unitsWithin(3 * 0.1, 3, 0.9, 0.1), '0.3 · 3 is a bit above 0.9').toBe(0.2);
    const units = unitsWithin(0.9 / 3, 3, 0.8999999999999999, 0);
    expect(units * 3).toBeLessThanOrEqual(0.8999999999999999);
    expect(units).toBeCloseTo(0.3, 14);
  });

  it('leaves what is within as it is', () => {
    expect(unitsWithin(90, 10, 900, 10)).toBe(90);
  });

  it('cuts what is far above', () => {
    expect(unitsWithin(100, 1, 10, 3)).toBe(9);
    expect(unitsWithin(100, 4, 10, 0)).toBe(2.5);
    expect(unitsWithin(100, 4, 3, 1)).toBe(0);
  });

  it('gives nothing where numbers cannot be counted', () => {
    expect(unitsWithin(1, 1, Number.POSITIVE_INFINITY, 1)).toBe(0);
    expect(unitsWithin(1, 1, Number.NaN, 0)).toBe(0);
  });

  it('stays within any limit, by no more than a lot', () => {
    const size = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(size, size, fc.constantFrom(0, 0.01, 0.1, 1), (limit, price, lotSize) => {
        const most = wholeLots(limit / price, lotSize);
        const units = unitsWithin(most, price, limit, lotSize);
        expect(units * price).toBeLessThanOrEqual(limit);
        expect(units).toBeGreaterThanOrEqual(most * (1 - 2e-12) - lotSize);
      }),
      { numRuns: 5000 },
    );
  });
});
