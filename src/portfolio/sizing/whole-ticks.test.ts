import { describe, expect, it } from 'vitest';
import { wholeTicks } from './whole-ticks.ts';

describe('wholeTicks', () => {
  it('rounds sales up and purchases down', () => {
    expect(wholeTicks(10.031, 0.05, -1)).toBeCloseTo(10.05, 12);
    expect(wholeTicks(10.031, 0.05, 1)).toBeCloseTo(10, 12);
  });

  it('leaves a price that is one already, and any where there are no ticks', () => {
    for (const side of [1, -1]) {
      expect(wholeTicks(0.3, 0.1, side)).toBeCloseTo(0.3, 12);
      expect(wholeTicks(0.07, 0.01, side)).toBeCloseTo(0.07, 12);
      expect(wholeTicks(10.031, 0, side)).toBe(10.031);
    }
  });
});
