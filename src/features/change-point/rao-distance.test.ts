import { describe, expect, it } from 'vitest';
import { raoDistance } from './rao-distance.ts';

describe('raoDistance', () => {
  it('is 0 between equals, and the same both ways', () => {
    expect(raoDistance(0, 4, 4)).toBe(0);
    expect(raoDistance(1.5, 4, 9)).toBe(raoDistance(-1.5, 9, 4));
  });

  it('is √2 |ln ratio| for deviations alone, however far apart', () => {
    for (const ratio of [1.1, 3, 1e6, 1e30]) {
      expect(raoDistance(0, 4, 4 * ratio ** 2)).toBeCloseTo(Math.SQRT2 * Math.log(ratio), 10);
    }
  });

  it('is the shift in deviations for small shifts, less for large ones', () => {
    expect(raoDistance(0.02, 4, 4)).toBeCloseTo(0.01, 6);
    // Distance of (5/√2, 1) from (0, 1) in the hyperbolic half-plane, times √2: arcosh(1 + 25/4).
    expect(raoDistance(5, 1, 1)).toBeCloseTo(Math.SQRT2 * Math.acosh(7.25), 12);
  });

  it('does not change when both are scaled', () => {
    expect(raoDistance(3e20, 4e40, 9e40)).toBeCloseTo(raoDistance(3, 4, 9), 12);
  });
});
