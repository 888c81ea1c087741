import { describe, expect, it } from 'vitest';
import { downsideDeviation, longestStreaks, omegaRatio, tailRatio } from './gains-and-losses.ts';

const of = (...values: number[]) => Float64Array.of(...values);

describe('omegaRatio', () => {
  it('is gains over losses around its threshold', () => {
    expect(omegaRatio(of(0.03, -0.01, 0.01, -0.01))).toBeCloseTo(2, 12);
    expect(omegaRatio(of(0.03, 0.01), 0.02)).toBeCloseTo(1, 12);
  });

  it('is NaN where nothing was lost', () => {
    expect(omegaRatio(of(0.01, 0))).toBeNaN();
  });
});

describe('tailRatio', () => {
  it('compares the 95th with the 5th percentile, whatever the order', () => {
    const values = Float64Array.from({ length: 21 }, (_, at) => at - 5);
    expect(tailRatio(values.toReversed())).toBeCloseTo(14 / 4, 12);
  });

  it('is NaN without a left tail', () => {
    expect(tailRatio(of())).toBeNaN();
    expect(tailRatio(of(0, 0, 0))).toBeNaN();
    expect(tailRatio(of(0, 0, 1, 2))).toBeNaN();
  });
});

describe('longestStreaks', () => {
  it('ends a run at a 0 and at the other sign', () => {
    expect(longestStreaks([1, 2, 0, 3, -1, -1, -1, 0, -1, 4, 5, 6])).toEqual({
      gains: 3,
      losses: 3,
    });
    expect(longestStreaks([])).toEqual({ gains: 0, losses: 0 });
  });
});

describe('downsideDeviation', () => {
  it('divides by all values, not by those below', () => {
    expect(downsideDeviation(of(0.02, -0.02, 0.02, 0.02))).toBeCloseTo(0.01, 12);
    expect(downsideDeviation(of(0.02, 0.04), 0.04)).toBeCloseTo(Math.sqrt(0.0002), 12);
  });
});
