import { describe, expect, it } from 'vitest';
import type { BarRow } from './bar-row.ts';
import { inVolatilityUnits } from './volatility-units.ts';

const barOf = (volatility: number) => ({ close: 50, volatility }) as BarRow;

describe('an amount in volatility units', () => {
  it('is the amount over price and volatility', () => {
    expect(inVolatilityUnits(3, barOf(0.02))).toBe(3);
    expect(inVolatilityUnits(-3, barOf(0.01))).toBe(-6);
  });

  it('is 0 while nothing has moved, and when prices have stood still so long that only rounding is left', () => {
    expect(inVolatilityUnits(1e-14, barOf(Number.NaN))).toBe(0);
    expect(inVolatilityUnits(1e-14, barOf(1e-18))).toBe(0);
  });

  it('is NaN for an amount that is not known yet, whatever the volatility', () => {
    expect(inVolatilityUnits(Number.NaN, barOf(0.02))).toBeNaN();
    expect(inVolatilityUnits(Number.NaN, barOf(Number.NaN))).toBeNaN();
  });
});
