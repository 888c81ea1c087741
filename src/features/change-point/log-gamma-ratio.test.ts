import { describe, expect, it } from 'vitest';
import { logGammaRatio } from './log-gamma-ratio.ts';

describe('logGammaRatio', () => {
  it('is what Γ is known to be at halves', () => {
    expect(logGammaRatio(0.5)).toBeCloseTo(-0.5 * Math.log(Math.PI), 14);
    expect(logGammaRatio(1)).toBeCloseTo(Math.log(Math.sqrt(Math.PI) / 2), 14);
    // Γ(5.5) = 945 √π / 32, Γ(5) = 24.
    expect(logGammaRatio(5)).toBeCloseTo(Math.log((945 * Math.sqrt(Math.PI)) / 32 / 24), 14);
  });

  it.each([1e-6, 0.1, 3, 31.4, 31.6, 32, 500, 1e6])(
    'makes Γ(α + 1) / Γ(α) = α of two of itself at %d',
    (alpha) => {
      const whole = logGammaRatio(alpha) + logGammaRatio(alpha + 0.5);
      expect(Math.abs(whole - Math.log(alpha))).toBeLessThan(4e-15 * Math.max(1, -whole, whole));
    },
  );
});
