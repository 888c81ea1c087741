import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemSchema, type TradingConfig } from '#config';
import { PositionSizer } from './position-sizer.ts';

const trading = (changes: Record<string, unknown>): TradingConfig =>
  systemSchema.parse({ trading: changes }).trading;

const inputs = {
  targetPosition: 1,
  equity: 100_000,
  price: 50,
  volatility: 0.01,
  assets: 4,
  barsPerYear: 252,
};

describe('PositionSizer', () => {
  it('gives a fixed quantity', () => {
    const sizer = new PositionSizer(trading({ sizing: { method: 'fixed-quantity', quantity: 7 } }));
    expect(sizer.size(inputs).quantity).toBe(7);
    expect(sizer.size({ ...inputs, targetPosition: -1 }).quantity).toBe(-7);
  });

  it('gives each of n assets an n-th of equity', () => {
    const sizer = new PositionSizer(trading({ sizing: { method: 'fixed-fraction' } }));
    expect(sizer.size(inputs).quantity).toBe(500);
    expect(sizer.size({ ...inputs, targetPosition: -0.5 }).quantity).toBe(-250);
  });

  it('gives the quantity whose share of the volatility target is met', () => {
    const sizer = new PositionSizer(
      trading({ sizing: { method: 'volatility-target', targetVolatility: 0.1 } }),
    );
    const quantity = sizer.size(inputs).quantity;
    const yearly = (quantity * 50 * 0.01 * Math.sqrt(252)) / 100_000;
    expect(yearly).toBeCloseTo(0.1 / 2, 12);
  });

  it('rounds towards zero to whole lots and says when nothing is left', () => {
    const sizer = new PositionSizer(
      trading({ lotSize: 10, sizing: { method: 'fixed-quantity', quantity: 29 } }),
    );
    expect(sizer.size({ ...inputs, targetPosition: -1 }).quantity).toBe(-20);
    expect(sizer.size({ ...inputs, targetPosition: 0.3 })).toEqual({
      quantity: 0,
      reason: 'less than one lot of 10',
    });
  });

  it('refuses shorts where they are not allowed', () => {
    const sizer = new PositionSizer(trading({ allowShort: false }));
    expect(sizer.size({ ...inputs, targetPosition: -1 })).toEqual({
      quantity: 0,
      reason: 'short positions are not allowed',
    });
  });

  it('never exceeds the position cap, and gives 0 with a reason on numbers that are none', () => {
    const anyNumber = fc.oneof(fc.double(), fc.constantFrom(0, -1, Number.NaN, Infinity));
    fc.assert(
      fc.property(
        fc.constantFrom('fixed-fraction', 'volatility-target'),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        anyNumber,
        anyNumber,
        anyNumber,
        (method, cap, targetPosition, equity, price, volatility) => {
          const sizer = new PositionSizer(
            trading({ sizing: { method }, risk: { maxPositionFraction: cap } }),
          );
          const given = { ...inputs, targetPosition, equity, price, volatility };
          const { quantity, reason } = sizer.size(given);
          if (equity > 0 && price > 0 && Number.isFinite(equity) && Number.isFinite(price)) {
            const value = Math.abs(quantity * price);
            expect(value <= cap * equity * (1 + 1e-12) || Number.isNaN(value)).toBe(true);
          } else {
            expect(quantity).toBe(0);
            if (targetPosition !== 0) expect(reason).not.toBeNull();
          }
          expect(Number.isNaN(quantity)).toBe(false);
        },
      ),
    );
  });
});
