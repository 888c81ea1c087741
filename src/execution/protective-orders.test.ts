import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protectiveOrders } from './protective-orders.ts';

const pricesOf = (quantity: number, tickSize: number, entryPrice = 10, volatility = 0.01) =>
  protectiveOrders({
    asset: 0,
    symbol: 'A',
    strategy: 's',
    quantity,
    entryPrice,
    bestPrice: Number.NaN,
    volatility,
    decidedAt: 0,
    tickSize,
    risk: { stopLossSigma: 3, takeProfitSigma: 4, trailingStopSigma: null },
  }).map(({ price }) => price);

describe('protectiveOrders', () => {
  it('lie so many volatilities from the entry, the stop first', () => {
    expect(pricesOf(5, 0)).toEqual([expect.closeTo(9.7, 12), expect.closeTo(10.4, 12)]);
    expect(pricesOf(-5, 0)).toEqual([expect.closeTo(10.3, 12), expect.closeTo(9.6, 12)]);
  });

  it('lie on whole ticks, no worse than asked for', () => {
    expect(pricesOf(5, 0.25)).toEqual([9.75, 10.5]);
    expect(pricesOf(-5, 0.25)).toEqual([10.25, 9.5]);
  });

  it('lie a tick away where the volatility is less than one', () => {
    expect(pricesOf(5, 0.5)).toEqual([9.5, 10.5]);
    expect(pricesOf(-5, 0.5)).toEqual([10.5, 9.5]);
    expect(pricesOf(5, 1, 10.5, 1e-6)).toEqual([10, 11]);
  });

  it('never lie on or behind the entry', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, -1),
        fc.constantFrom(0, 0.01, 0.05, 1),
        fc.double({ min: 2, max: 500, noNaN: true }),
        fc.double({ min: 1e-6, max: 0.1, noNaN: true }),
        (side, tickSize, entry, volatility) => {
          const [stop, target] = pricesOf(side, tickSize, entry, volatility);
          expect(Math.sign(entry - stop)).toBe(side);
          expect(Math.sign(target - entry)).toBe(side);
        },
      ),
    );
  });
});
