import { describe, expect, it } from 'vitest';
import { scoreForecasts } from './score.ts';

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
