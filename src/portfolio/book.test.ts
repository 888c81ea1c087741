import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { Book } from './book.ts';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import type { Fill } from './fill.ts';

const fill = (quantity: number, price: number, fee = 0, time = 0): Fill => ({
  orderId: 'o',
  time,
  asset: 0,
  quantity,
  price,
  fee,
  slippageCost: 0,
  reason: 'test',
});

const mark = (book: Book, price: number) => {
  const slice = emptySlice(1);
  slice.present[0] = 1;
  slice.close[0] = price;
  book.mark(slice);
};

describe('Book', () => {
  it('books a round trip: cash, fees of both sides, entry and exit', () => {
    const book = new Book(1, 1000);
    expect(book.applyFill(fill(10, 20, 1, 100))).toBeNull();
    expect(book.cash).toBe(799);
    const closed = book.applyFill(fill(-10, 25, 2, 200));
    expect(closed).toMatchObject({ quantity: 10, entryPrice: 20, exitPrice: 25, fees: 3 });
    expect(closed).toMatchObject({ netPnl: 47, entryTime: 100, exitTime: 200 });
    expect(book.cash).toBe(1047);
    expect(book.quantity[0]).toBe(0);
  });

  it('averages the cost of additions and closes partially at that cost', () => {
    const book = new Book(1, 1000);
    book.applyFill(fill(10, 20));
    book.applyFill(fill(10, 30));
    expect(book.averagePrice[0]).toBe(25);
    expect(book.applyFill(fill(-5, 35))).toMatchObject({ quantity: 5, netPnl: 50 });
    expect(book.quantity[0]).toBe(15);
    expect(book.averagePrice[0]).toBe(25);
  });

  it('flips from long to short in one fill, sharing the fee by quantity', () => {
    const book = new Book(1, 1000);
    book.applyFill(fill(10, 20));
    const closed = book.applyFill(fill(-30, 22, 3, 7));
    expect(closed).toMatchObject({ quantity: 10, fees: 1, netPnl: 19 });
    expect(book.quantity[0]).toBe(-20);
    expect(book.averagePrice[0]).toBe(22);
    expect(book.applyFill(fill(20, 20))).toMatchObject({ quantity: -20, fees: 2, netPnl: 38 });
  });

  it('keeps equity over a split and pays dividends to longs, from shorts', () => {
    const book = new Book(1, 0);
    book.applyFill(fill(10, 70));
    mark(book, 70);
    book.applySplit(0, 7);
    expect(book.quantity[0]).toBe(70);
    expect(book.equity).toBeCloseTo(0, 10);
    book.applyDividend(0, 0.5);
    expect(book.cash).toBe(-665);
    book.applyFill(fill(-140, 10));
    book.applyDividend(0, 1);
    expect(book.cash).toBe(-665 + 1400 - 70);
  });

  it('conserves value: equity changes by price moves and fees only', () => {
    const step = fc.record({
      quantity: fc.integer({ min: -50, max: 50 }).filter((units) => units !== 0),
      price: fc.double({ min: 1, max: 500, noNaN: true }),
      fee: fc.double({ min: 0, max: 5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const book = new Book(1, 10_000);
        let realised = 0;
        let cashFlow = 0;
        let fees = 0;
        let units = 0;
        for (const { quantity, price, fee } of steps) {
          realised += book.applyFill(fill(quantity, price, fee))?.netPnl ?? 0;
          cashFlow -= quantity * price + fee;
          fees += fee;
          units += quantity;
          mark(book, price);
          expect(book.quantity[0]).toBe(units);
          expect(book.cash).toBeCloseTo(10_000 + cashFlow, 6);
        }
        expect(book.feesPaid).toBeCloseTo(fees, 6);
        mark(book, 100);
        book.applyFill(fill(units === 0 ? 1 : -units, 100));
        if (units !== 0) {
          expect(book.equity).toBeCloseTo(10_000 + cashFlow + units * 100, 6);
          expect(book.quantity[0]).toBe(0);
        }
        expect(Number.isFinite(realised)).toBe(true);
      }),
    );
  });

  it('sums the net results of closed trades to the change of equity once flat', () => {
    const book = new Book(1, 0);
    let realised = 0;
    for (const [quantity, price, fee] of [
      [10, 20, 1],
      [5, 24, 1],
      [-20, 21, 2],
      [-5, 19, 1],
      [10, 18, 1],
    ] as const) {
      realised += book.applyFill(fill(quantity, price, fee))?.netPnl ?? 0;
    }
    expect(book.quantity[0]).toBe(0);
    expect(book.cash).toBeCloseTo(realised, 10);
  });

  it('refuses a fill without a quantity, price or fee', () => {
    const book = new Book(1, 1000);
    expect(() => book.applyFill(fill(0, 10))).toThrow('Invariant');
    expect(() => book.applyFill(fill(1, Number.NaN))).toThrow('Invariant');
    expect(() => book.applyFill(fill(1, 10, Number.NaN))).toThrow('Invariant');
  });
});

statefulContract('Book', {
  make: () => new Book(1, 1000),
  step: (book, at) => {
    if (at === 3) book.applySplit(0, 2);
    if (at === 4) book.applyDividend(0, 0.5);
    const closed = book.applyFill(fill([3, 2, -1, 4, -12, 3][at], 10 + at, 1, at));
    mark(book, 11 + at);
    return [closed, book.equity, book.grossExposure, book.feesPaid, book.slippagePaid];
  },
  steps: 6,
});
