import { describe, expect, it } from 'vitest';
import { constantRate, scaledRate, warmupCosine } from './index.ts';

describe('schedules', () => {
  it('rise to the peak, fall to the floor, and stay there', () => {
    const rate = warmupCosine({ peak: 2, warmupSteps: 4, totalSteps: 14, floorFraction: 0.1 });
    expect([0, 1, 2, 3].map(rate)).toEqual([0.5, 1, 1.5, 2]);
    expect(rate(4)).toBe(2);
    expect(rate(9)).toBeCloseTo(2 * 0.55, 12);
    expect(rate(14)).toBeCloseTo(0.2, 12);
    expect(rate(1000)).toBe(rate(14));
    for (let step = 4; step < 14; step++) expect(rate(step + 1)).toBeLessThan(rate(step));
  });

  it('may start at the peak, stay constant, or be scaled', () => {
    expect(warmupCosine({ peak: 1, warmupSteps: 0, totalSteps: 5 })(0)).toBe(1);
    expect(scaledRate(constantRate(0.5), 0.1)(7)).toBe(0.05);
    expect(() => warmupCosine({ peak: 1, warmupSteps: 5, totalSteps: 5 })).toThrow('warm-up of 5');
  });
});
