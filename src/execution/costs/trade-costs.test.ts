import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { perShareCommission, tieredCommission, tiersOf } from './commissions.ts';
import { TradeCosts, UNKNOWN_LIQUIDITY } from './trade-costs.ts';

const MODELS: Readonly<Record<string, object>> = {
  'per value': {},
  'per share': { costs: { commission: 'per-share' } },
  'per share, a high minimum': {
    costs: { commission: 'per-share', perShare: { minimum: 50, maxFraction: 1 } },
  },
  tiered: { costs: { commission: 'tiered' } },
  'tiered by value': {
    costs: { commission: 'tiered', tiered: { unit: 'value', rates: { 0: 0.01, 500: 0.002 } } },
  },
  'spread and impact': {
    costs: { spread: { halfBps: 20 }, impact: 1, slippageSigma: 0.2 },
  },
};

const costsOf = (trading: object) => new TradeCosts(systemSchema.parse({ trading }).trading);

const LIQUIDITY = { volatility: 0.03, volume: 1000, spread: 0.002 };

describe('commissions', () => {
  it('are at least the minimum, unless that is more than the largest share of the value', () => {
    const rate = { rate: 0.005, minimum: 1, maxFraction: 0.01 };
    expect(perShareCommission(1000, 10_000, rate)).toBe(5);
    expect(perShareCommission(100, 1000, rate)).toBe(1);
    expect(perShareCommission(5, 50, rate)).toBe(0.5);
  });

  it('take each part of a trade at the rate of its tier, in whatever order tiers are named', () => {
    const tiers = tiersOf({ 100: 0.5, 0: 1, 1000: 0.25 });
    expect(tieredCommission(50, 0, tiers)).toBe(50);
    expect(tieredCommission(150, 0, tiers)).toBe(125);
    expect(tieredCommission(1000, 50, tiers)).toBe(50 + 450 + 12.5);
    const uneven = tiersOf({ '200.5': 0.25, '100.5': 0.5, 0: 1 });
    expect(tieredCommission(201.5, 0, uneven)).toBe(100.5 + 50 + 0.25);
  });

  it('by tiers are the same for a trade and for its parts', () => {
    const tiers = tiersOf({ 0: 0.003, 300: 0.002, 5000: 0.001 });
    const amount = fc.double({ min: 0, max: 8000, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, (before, a, b) => {
        const parts = tieredCommission(a, before, tiers) + tieredCommission(b, before + a, tiers);
        expect(tieredCommission(a + b, before, tiers)).toBeCloseTo(parts, 9);
      }),
    );
  });
});

describe.each(Object.entries(MODELS))('costs %s', (_, trading) => {
  const costs = costsOf(trading);
  const spent = (reference: number, units: number) => {
    const price = costs.price(reference, units, LIQUIDITY);
    return units * price + costs.fee(price, units, 120);
  };

  it('never let a purchase spend more than there is, nor leave what buys more', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        fc.integer({ min: 1, max: 1e6 }),
        (cash, reference, asked) => {
          const units = costs.affordable(cash, [0, asked], (part) => spent(reference, part));
          expect(spent(reference, units)).toBeLessThanOrEqual(cash);
          expect(units).toBeLessThanOrEqual(asked);
          if (units < asked) {
            expect(spent(reference, units * (1 + 1e-9) + 1e-9)).toBeGreaterThan(cash);
          }
        },
      ),
    );
  });

  it('tell what cash buys where nothing is known of bars', () => {
    const units = costs.unitsFor(10_000, 20);
    const price = costs.price(20, units, UNKNOWN_LIQUIDITY);
    expect(units * price + costs.fee(price, units, 0)).toBeCloseTo(10_000, 6);
  });

  it('grow with the quantity, as a purchase and as a sale, and leave a price above 0', () => {
    const size = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(size, size, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(spent(10, more)).toBeGreaterThanOrEqual(spent(10, less));
        expect(costs.price(10, -more, LIQUIDITY)).toBeLessThanOrEqual(
          costs.price(10, -less, LIQUIDITY),
        );
        expect(costs.price(10, -more, LIQUIDITY)).toBeGreaterThan(0);
      }),
    );
  });
});
