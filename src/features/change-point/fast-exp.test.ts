import { describe, expect, it } from 'vitest';
import { expOfMinus, NEGLIGIBLE } from './fast-exp.ts';

const relative = (value: number, exact: number) => Math.abs(value / exact - 1);

describe('expOfMinus', () => {
  it('is right to 7e-16 of itself over its whole range', () => {
    expect(expOfMinus(0)).toBe(1);
    for (let y = 0; y < NEGLIGIBLE; y += 0.000_731) {
      expect(relative(expOfMinus(y), Math.exp(-y))).toBeLessThan(7e-16);
    }
  });
});
