import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protectiveOrders } from './protective-orders.ts';
import { PaperExecutor } from './paper-executor.ts';
import { systemSchema } from '#config';

const ordersOf = (quantity: number, tickSize: number, entryPrice = 10, volatility = 0.01) =>
  protectiveOrders({
    asset: 0,
    name: 'q2-s-A-',
    quantity,
    entryPrice,
    bestPrice: Number.NaN,
    volatility,
    decidedAt: 0,
    tickSize,
    risk: { stopLossSigma: 3, takeProfitSigma: 4, trailingStopSigma: null },
  });

const pricesOf = (...setup: Parameters<typeof ordersOf>) =>
  ordersOf(...setup).map(({ price }) => price);

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

describe('after a split', () => {
  const split = (
    ratio: number,
    ...[side, tickSize, entry, volatility]: Parameters<typeof ordersOf>
  ) => {
    const { trading } = systemSchema.parse({ trading: { tickSize } });
    const executor = new PaperExecutor(trading, [0]);
    for (const order of ordersOf(side, tickSize, entry, volatility)) executor.submit(order);
    executor.applySplit(0, ratio);
    return executor.saveState().openOrders.map(({ price }) => price ?? Number.NaN);
  };

  it('they lie on whole ticks again, sales rounded up and purchases down', () => {
    expect(pricesOf(1, 0.25)).toEqual([9.75, 10.5]);
    expect(split(4, 1, 0.25)).toEqual([2.25, 2.75]);
    expect(split(2, 1, 0.25)).toEqual([4.75, 5.25]);
    expect(split(4, 1, 0.01)).toEqual([expect.closeTo(2.43, 12), expect.closeTo(2.6, 12)]);
    expect(split(4, -1, 0.01)).toEqual([expect.closeTo(2.57, 12), expect.closeTo(2.4, 12)]);
    expect(split(4, 1, 0)).toEqual([expect.closeTo(2.425, 12), expect.closeTo(2.6, 12)]);
  });

  it('one that would be below a tick is gone', () => {
    expect(split(50, -1, 0.25), 'a target of 0.19').toEqual([0.25]);
  });

  it('they keep their side of the entry, in whole ticks, however often', () => {
    const ratio = fc.constantFrom(1 / 20, 1 / 3, 0.5, 1.5, 2, 3, 7);
    fc.assert(
      fc.property(
        fc.constantFrom(1, -1),
        fc.constantFrom(0.01, 0.05, 1),
        fc.double({ min: 2, max: 500, noNaN: true }),
        fc.double({ min: 1e-6, max: 0.1, noNaN: true }),
        fc.array(ratio, { minLength: 1, maxLength: 3 }),
        (side, tickSize, entry, volatility, ratios) => {
          const { trading } = systemSchema.parse({ trading: { tickSize } });
          const executor = new PaperExecutor(trading, [0]);
          const orders = ordersOf(side, tickSize, entry, volatility);
          for (const order of orders) executor.submit(order);
          let from = entry;
          for (const by of ratios) {
            executor.applySplit(0, by);
            from /= by;
          }
          for (const { kind, price } of executor.saveState().openOrders) {
            const away = kind === 'stop' ? -side : side;
            expect(Math.sign((price ?? Number.NaN) - from), `${kind} at ${price}`).toBe(away);
            const ticks = (price ?? Number.NaN) / tickSize;
            expect(Math.abs(ticks - Math.round(ticks))).toBeLessThan(1e-9 * ticks);
          }
        },
      ),
      {
        examples: [
          [-1, 0.01, 499.99999999999994, 1e-6, [3]],
          [-1, 0.01, 499.99999999999994, 1e-6, [1 / 3]],
        ],
      },
    );
  });
});
