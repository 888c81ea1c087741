import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import { accountTerms } from './account-terms.ts';
import { Book } from './book.ts';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import type { Fill } from './fill.ts';
import type { Position } from './position.ts';

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

  it('knows the value of what was just bought', () => {
    const book = new Book(1, 1000);
    book.applyFill(fill(10, 20, 1));
    expect(book.equity).toBe(999);
  });

  it('says what an asset has brought so far', () => {
    const book = new Book(1, 1000);
    book.applyFill(fill(10, 20, 1, 5));
    book.applyDividend(0, 0.5);
    book.applyFill(fill(-4, 25, 2, 6));
    mark(book, 30);
    expect(book.position(0)).toEqual({
      quantity: 6,
      averagePrice: 20,
      entryTime: 5,
      value: 180,
      unrealisedPnl: 60,
      realisedPnl: 20,
      fees: 3,
      dividends: 5,
      borrowFees: 0,
    });
    book.applyFill(fill(-6, 30, 0, 7));
    expect(book.position(0)).toMatchObject({ value: 0, unrealisedPnl: 0, realisedPnl: 80 });
    expect(new Book(1, 0).position(0)).toMatchObject({ value: 0, unrealisedPnl: 0 });
  });

  it('refuses what cannot be booked, and is none the worse for it', () => {
    const book = new Book(1, 1000);
    book.applyFill(fill(1, 10));
    const before = book.saveState();
    for (const bad of [
      fill(0, 10),
      fill(1, Number.NaN),
      fill(1, -1),
      fill(1, 10, Number.NaN),
      fill(1, 10, -1),
      fill(Number.POSITIVE_INFINITY, 10),
      fill(1e300, 1e300),
    ]) {
      expect(() => book.applyFill(bad)).toThrow('Invariant');
    }
    for (const ratio of [0, -2, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => book.applySplit(0, ratio)).toThrow('Invariant');
    }
    expect(() => book.applyDividend(0, Number.NaN)).toThrow('Invariant');
    expect(book.saveState()).toEqual(before);
  });

  it('takes a state from before it kept more than cash and positions', () => {
    const older = new Book(1, 1000);
    older.applyFill(fill(10, 20, 1, 5));
    mark(older, 25);
    const {
      realisedPnl: _r,
      fees: _f,
      dividends: _d,
      borrowFees: _b,
      interest: _i,
      accruedAt: _a,
      ...state
    } = older.saveState();
    const newer = new Book(1, 0);
    newer.applyFill(fill(-3, 4, 1));
    newer.applyFill(fill(3, 5, 1));
    newer.loadState(state);
    expect(newer.equity).toBe(older.equity);
    expect(newer.interest).toBe(0);
    expect(newer.position(0)).toEqual({ ...older.position(0), fees: 0 });
  });
});

const DAY_MS = 86_400_000;
const RATES = { borrowRate: 0.1, debitRate: 0.06, creditRate: 0.03, yearDays: 360 };

/** Of an account in one currency with assets A, B and C. */
const financed = (changes: object = {}) => {
  const { trading } = systemSchema.parse({ trading: { financing: { ...RATES, ...changes } } });
  return accountTerms(trading, ['A', 'B', 'C']);
};

describe('Book, financed', () => {
  it('takes the borrow fee of shorts, by the day and at the last price', () => {
    const book = new Book(1, 0, financed({ debitRate: 0 }));
    book.accrue(0);
    book.applyFill(fill(-10, 20));
    mark(book, 36);
    book.accrue(2 * DAY_MS);
    expect(book.position(0).borrowFees).toBeCloseTo((360 * 0.1 * 2) / 360, 12);
    expect(book.cash).toBeCloseTo(200 - 0.2, 12);
  });

  it('takes an asset’s own borrow rate where it has one, 0 too', () => {
    const rates = { debitRate: 0, creditRate: 0, borrowRates: { A: 0.5, C: 0 } };
    const book = new Book(3, 0, financed(rates));
    book.accrue(0);
    for (const asset of [0, 1, 2]) book.applyFill({ ...fill(-10, 36), asset });
    book.accrue(DAY_MS);
    const fees = [0, 1, 2].map((asset) => book.position(asset).borrowFees);
    expect(fees).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.1, 12), 0]);
    const only = new Book(1, 0, financed({ ...rates, borrowRate: 0 }));
    only.accrue(0);
    only.applyFill(fill(-10, 36));
    only.accrue(DAY_MS);
    expect(only.cash).toBeCloseTo(360 - 0.5, 12);
  });

  it('pays interest on cash and takes it on debit, over weekends too', () => {
    const rich = new Book(1, 3600, financed());
    rich.accrue(0);
    rich.accrue(3 * DAY_MS);
    expect(rich.interest).toBeCloseTo((3600 * 0.03 * 3) / 360, 12);
    const poor = new Book(1, 0, financed());
    poor.accrue(0);
    poor.applyFill(fill(36, 100));
    poor.accrue(DAY_MS);
    expect(poor.interest).toBeCloseTo((-3600 * 0.06) / 360, 12);
    expect(poor.cash).toBeCloseTo(-3600.6, 12);
  });

  it('neither pays for proceeds of shorts nor lets them pay for longs', () => {
    const book = new Book(2, 0, financed({ borrowRate: 0 }));
    book.accrue(0);
    book.applyFill(fill(-36, 100));
    book.accrue(DAY_MS);
    expect(book.interest).toBe(0);
    book.applyFill({ ...fill(36, 100), asset: 1 });
    book.accrue(2 * DAY_MS);
    expect(book.interest).toBeCloseTo((-3600 * 0.06) / 360, 12);
  });

  it('counts no time twice, and none before the first call', () => {
    const book = new Book(1, 3600, financed());
    for (const time of [50 * DAY_MS, 50 * DAY_MS, 49 * DAY_MS]) book.accrue(time);
    expect(book.cash).toBe(3600);
  });

  const anyPrice = fc.double({ min: 0.01, max: 1000, noNaN: true });
  const happening = fc.record({
    asset: fc.nat(2),
    days: fc.double({ min: 0, max: 5, noNaN: true }),
    quantity: fc.oneof(
      fc.integer({ min: -500, max: 500 }),
      fc.double({ min: -500, max: 500, noNaN: true }),
    ),
    price: anyPrice,
    marks: fc.tuple(anyPrice, anyPrice, anyPrice),
    fee: fc.double({ min: 0, max: 5, noNaN: true }),
    ratio: fc.option(fc.constantFrom(2, 7, 0.1, 1.5), { freq: 5 }),
    dividend: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { freq: 3 }),
  });
  const lives = fc.array(happening, { minLength: 1, maxLength: 60 });

  it('accounts for every cent, through fills, flips, splits, dividends and financing', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const book = new Book(3, 10_000, financed({ borrowRates: { B: 0.5 } }));
        let time = 0;
        for (const { asset, days, quantity, price, marks, fee, ratio, dividend } of life) {
          time += days * DAY_MS;
          book.accrue(time);
          const held = book.equity;
          if (ratio !== null) book.applySplit(asset, ratio);
          expect(Math.abs(book.equity - held)).toBeLessThan(0.005);
          if (dividend !== null) book.applyDividend(asset, dividend);
          if (quantity !== 0) book.applyFill({ ...fill(quantity, price, fee, time), asset });
          const slice = emptySlice(3);
          slice.present.fill(1);
          slice.close.set(marks);
          book.mark(slice);
          const positions = [0, 1, 2].map((each) => book.position(each));
          const sum = (pick: (position: Position) => number) =>
            positions.reduce((total, position) => total + pick(position), 0);
          expect(book.equity).toBeCloseTo(book.cash + sum(({ value }) => value), 6);
          const earned =
            sum((p) => p.realisedPnl + p.unrealisedPnl + p.dividends - p.fees - p.borrowFees) +
            book.interest;
          expect(Math.abs(book.equity - 10_000 - earned)).toBeLessThan(0.005);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same account when its life is lived again', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const [first, second] = [0, 1].map(() => {
          const book = new Book(3, 10_000, financed());
          life.forEach(({ asset, quantity, price, fee }, at) => {
            book.accrue(at * DAY_MS);
            if (quantity !== 0) book.applyFill({ ...fill(quantity, price, fee, at), asset });
          });
          return book.saveState();
        });
        expect(second).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });
});

statefulContract('Book', {
  make: () => new Book(1, 1000, financed()),
  step: (book, at) => {
    book.accrue(at * DAY_MS);
    if (at === 3) book.applySplit(0, 2);
    if (at === 4) book.applyDividend(0, 0.5);
    const closed = book.applyFill(fill([3, 2, -1, 4, -12, 3][at], 10 + at, 1, at));
    mark(book, 11 + at);
    return [closed, book.position(0), book.equity, book.feesPaid, book.slippagePaid, book.interest];
  },
  steps: 6,
});
