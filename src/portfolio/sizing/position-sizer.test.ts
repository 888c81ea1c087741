import { describe, expect, it } from 'vitest';
import { systemSchema, type TradingConfig } from '#config';
import { sizerContract } from '../../../tests/contracts/sizer.ts';
import { PositionSizer } from './position-sizer.ts';
import type { SizingInputs } from './sizing.ts';

const trading = (changes: Record<string, unknown>): TradingConfig =>
  systemSchema.parse({ trading: changes }).trading;

const inputs = {
  targetPosition: 1,
  equity: 100_000,
  price: 50,
  volatility: 0.01,
  averageTrueRange: 0.5,
  earnings: null,
  assets: 4,
  barsPerYear: 252,
};

const make = (settings: TradingConfig) => new PositionSizer(settings);

const cases: Record<TradingConfig['sizing']['method'], readonly (keyof SizingInputs)[]> = {
  'fixed-quantity': [],
  'fixed-fraction': ['assets'],
  'volatility-target': ['volatility', 'assets', 'barsPerYear'],
  atr: ['averageTrueRange', 'assets'],
  kelly: ['earnings', 'assets'],
  portfolio: ['weight'],
};

for (const [method, needs] of Object.entries(cases)) {
  sizerContract({ method: method as TradingConfig['sizing']['method'], make, needs });
}

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

  it('does not lose a lot to rounding', () => {
    const sizer = new PositionSizer(
      trading({ lotSize: 0.1, sizing: { method: 'fixed-quantity', quantity: 0.3 } }),
    );
    expect(sizer.size(inputs).quantity).toBeCloseTo(0.3, 12);
  });

  it('refuses shorts where they are not allowed', () => {
    const sizer = new PositionSizer(trading({ allowShort: false }));
    expect(sizer.size({ ...inputs, targetPosition: -1 })).toEqual({
      quantity: 0,
      reason: 'short positions are not allowed',
    });
  });

  it('says what it lacks', () => {
    const sizer = new PositionSizer(trading({ sizing: { method: 'fixed-quantity' } }));
    const reasonFor = (changes: Partial<SizingInputs>) =>
      sizer.size({ ...inputs, ...changes }).reason;
    expect(reasonFor({ equity: -5 })).toBe('equity is -5');
    expect(reasonFor({ price: Number.NaN })).toBe('price is NaN');
    expect(reasonFor({ targetPosition: Number.POSITIVE_INFINITY })).toBe(
      'wanted share is Infinity',
    );
    expect(reasonFor({ equity: 5e-324, price: 1e9 })).toBe('a full position is 0 units');
  });

  it('gives no more than a full position', () => {
    const sizer = new PositionSizer(trading({ sizing: { method: 'fixed-quantity', quantity: 7 } }));
    expect(sizer.size({ ...inputs, targetPosition: -3 }).quantity).toBe(-7);
  });

  it.each([
    { method: 'fixed-quantity', quantity: 1e6 },
    { method: 'fixed-fraction', fraction: 1 },
    { method: 'volatility-target', targetVolatility: 50 },
    { method: 'atr', atr: { riskFraction: 1 } },
    { method: 'kelly', kelly: { fraction: 1, maxFraction: 3 } },
  ])('cuts a $method position to its cap', (sizing) => {
    const sizer = new PositionSizer(trading({ sizing, risk: { maxPositionFraction: 0.3 } }));
    const earnings = { mean: 0.001, meanSquare: 0.0001, effectiveBars: 1000 };
    const valueOf = (targetPosition: number) =>
      sizer.size({ ...inputs, earnings, targetPosition }).quantity * inputs.price;
    expect(valueOf(1)).toBeCloseTo(0.3 * inputs.equity, 6);
    expect(valueOf(-0.5), 'half of a full position').toBeCloseTo(-0.15 * inputs.equity, 6);
  });
});
