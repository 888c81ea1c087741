import { describe, expect, it } from 'vitest';
import { hedgedStrengths } from './hedged-strengths.ts';

const forecast = (correlation: number, ...expectedSigma: number[]) => ({
  model: 'ridge',
  scale: 0.1,
  correlation,
  expectedSigma: Float64Array.from(expectedSigma),
});

describe('hedged strengths', () => {
  it('are forecasts in typical sizes where assets move apart, or there is one', () => {
    expect([...hedgedStrengths(forecast(0, 0.1, -0.2))]).toEqual([1, -2]);
    const [alone] = hedgedStrengths(forecast(0.6, 0.1));
    expect(alone).toBeCloseTo(1, 12);
  });

  it('are in proportion to R⁻¹f, as solved by hand for three assets', () => {
    // R with 0.5 beside the diagonal has the inverse 1.5 on it and −0.5 beside it.
    const strengths = hedgedStrengths(forecast(0.5, 0.1, 0.2, -0.1));
    const solved = [0.1, 0.2, -0.1].map((value) => 1.5 * value - 0.5 * (0.2 - value));
    solved.forEach((value, at) => {
      expect(strengths[at] / strengths[1]).toBeCloseTo(value / solved[1], 12);
    });
  });

  it('take what all have in common as one bet', () => {
    const [shared] = hedgedStrengths(forecast(0.9, 0.1, 0.1, 0.1, 0.1));
    expect(shared).toBeGreaterThan(0);
    expect(shared).toBeLessThan(0.2);
  });

  it('leave out assets without a forecast', () => {
    const [first, none, third] = hedgedStrengths(forecast(0.4, 0.1, Number.NaN, 0.3));
    expect(none).toBeNaN();
    expect([first, third]).toEqual([...hedgedStrengths(forecast(0.4, 0.1, 0.3))]);
  });
});
