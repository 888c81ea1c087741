import { describe, expect, it } from 'vitest';
import { rankCorrelation } from './rank-correlation.ts';

describe('rankCorrelation', () => {
  it('equals the textbook example with ties', () => {
    // Ranks of the left side: 1, 2.5, 2.5, 4; of the right: 1, 3, 2, 4.
    const value = rankCorrelation(Float64Array.of(10, 20, 20, 30), Float64Array.of(1, 8, 7, 9));
    expect(value).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  it('is −1 for reversed order whatever the distances', () => {
    expect(rankCorrelation(Float64Array.of(1, 2, 300), Float64Array.of(9, 3, -50))).toBe(-1);
  });
});
