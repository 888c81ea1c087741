import { describe, expect, it } from 'vitest';
import { rankCorrelation, scoreForecasts } from './score.ts';

describe('scoreForecasts', () => {
  it('compares with the forecast of nothing', () => {
    const score = scoreForecasts(Float64Array.of(1, -1, 0, 2), Float64Array.of(2, -1, 1, -1));
    expect(score).toMatchObject({ samples: 4, mse: 11 / 4, zeroMse: 7 / 4, r2: 1 - 11 / 7 });
    expect(score.directionalAccuracy).toBe(2 / 3);
  });

  it('says null where there is nothing to compare', () => {
    expect(scoreForecasts(Float64Array.of(0, 0), Float64Array.of(0, 0))).toMatchObject({
      r2: null,
      rankIc: null,
      directionalAccuracy: null,
    });
  });
});

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
