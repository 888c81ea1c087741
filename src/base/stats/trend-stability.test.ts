import { describe, expect, it } from 'vitest';
import { trendStability } from './trend-stability.ts';

const of = (...values: number[]) => Float64Array.of(...values);

describe('trendStability', () => {
  it('is 1 for constant growth and 0 for growth that turns back', () => {
    expect(trendStability(of(0.01, 0.01, 0.01, 0.01))).toBeCloseTo(1, 12);
    // Cumulated logs 1, 2, 2, 1: symmetrical about their middle.
    const turning = of(1, 1, 0, -1).map(Math.expm1);
    expect(trendStability(turning)).toBeCloseTo(0, 12);
  });

  it('is NaN for fewer than three returns, for none that vary and after ruin', () => {
    expect(trendStability(of(0.1, 0.1))).toBeNaN();
    expect(trendStability(of(0, 0, 0, 0))).toBeNaN();
    expect(trendStability(of(0.1, -1, 0.1))).toBeNaN();
  });
});
