import { describe, expect, it } from 'vitest';
import { logGrowth } from './log-growth.ts';

const relative = (value: number, exact: number) => Math.abs(value / exact - 1);

describe('logGrowth', () => {
  it('is right to 5e-16 of itself on both sides of where the series ends', () => {
    for (let power = -20; power < 80; power += 0.037) {
      const gained = 10 ** power;
      expect(relative(logGrowth(3 * gained, 3), Math.log1p(gained))).toBeLessThan(5e-16);
    }
    expect(logGrowth(0, 3)).toBe(0);
  });
});
