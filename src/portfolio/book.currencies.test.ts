import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { accountTerms } from './account-terms.ts';
import { Book } from './book.ts';
import type { Fill } from './fill.ts';
import type { Position } from './position.ts';

const DAY_MS = 86_400_000;

const termsOf = (symbols: readonly string[], trading: object = {}) =>
  accountTerms(systemSchema.parse({ trading }).trading, symbols);

const fill = (asset: number, quantity: number, price: number, more: Partial<Fill> = {}): Fill => ({
  orderId: 'o',
  time: 0,
  asset,
  quantity,
  price,
  fee: 0,
  slippageCost: 0,
  reason: 'test',
  ...more,
});

const mark = (book: Book, ...closes: readonly number[]) => {
  const slice = emptySlice(closes.length);
  slice.present.fill(1);
  slice.close.set(closes);
  book.mark(slice);
};

describe('Book with a forex pair', () => {
  it('owes the yen a USDJPY trade pays, and keeps those it brings, as the documents say', () => {
    const book = new Book(1, 10_000, termsOf(['USDJPY']));
    const text = readFileSync(join(import.meta.dirname, '../../docs/account.md'), 'utf8');
    const money = (amount: number) =>
      amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const expectRow = (what: string) => {
      const { cash, foreign, quantity } = book.saveState();
      const [yen, units] = [foreign?.balances['JPY'], quantity[0]].map((each) =>
        each?.toLocaleString('en-US'),
      );
      const row = `| ${what} | ${money(cash)} | ${yen} | ${units} | ${money(book.equity)} |`;
      expect(text).toContain(row);
    };
    mark(book, 150);
    expectRow('close at 150');
    book.applyFill(fill(0, 5000, 150, { fee: 2.5, rate: 1 / 150 }));
    expectRow('buys 5,000 at 150');
    mark(book, 153);
    expectRow('close at 153');
    expect(money(book.position(0).unrealisedPnl)).toBe('98.04');
    expect(book.position(0).value).toBeCloseTo(5000, 9);
    const closed = book.applyFill(fill(0, -5000, 153, { fee: 2.5, rate: 1 / 153 }));
    expectRow('sells 5,000 at 153');
    expect(money(closed?.netPnl ?? 0)).toBe('93.04');
    mark(book, 150);
    expectRow('close at 150');
    expect(money(book.exchangeGains)).toBe('1.96');
    for (const figure of ['4,901.96', '98.04', '93.04', '1.96']) expect(text).toContain(figure);
  });

  it('is an account in one currency where the pair is quoted in the account’s', () => {
    const book = new Book(1, 1000, termsOf(['EURUSD'], { exchangeFeeBps: 10 }));
    mark(book, 1.25);
    book.applyFill(fill(0, 400, 1.25));
    expect(book.cash).toBe(500);
    expect(book.saveState()).not.toHaveProperty('foreign');
  });

  it('is worth what the pair says in an account in euro', () => {
    const book = new Book(1, 1000, termsOf(['EURUSD'], { currency: 'EUR' }));
    mark(book, 1.25);
    book.applyFill(fill(0, -400, 1.25));
    expect(book.equity).toBeCloseTo(1000, 9);
    mark(book, 1);
    // 500 USD received buy back 400 EUR and leave 100 USD.
    expect(book.equity).toBeCloseTo(1100, 9);
  });
});

describe('Book with an asset priced in another currency', () => {
  const EURO = { quoteCurrencies: { SAP: 'EUR' }, exchangeFeeBps: 10 };

  it('exchanges what a trade pays at the fill’s rate, for a fee; its result holds the rate’s move', () => {
    const book = new Book(2, 10_000, termsOf(['SAP', 'EURUSD'], EURO));
    mark(book, 100, 1.2);
    book.applyFill(fill(0, 50, 100, { rate: 1.2, exchangeCost: 6 }));
    expect(book.cash).toBe(10_000 - 6000 - 6);
    mark(book, 100, 1.3);
    expect(book.position(0)).toMatchObject({ averagePrice: 100, value: 6500, unrealisedPnl: 500 });
    const closed = book.applyFill(fill(0, -50, 100, { rate: 1.3, exchangeCost: 6.5 }));
    expect(closed).toMatchObject({ entryPrice: 100, exitPrice: 100, unitCost: 120 });
    expect(closed?.netPnl).toBeCloseTo(500 - 12.5, 9);
    expect(book.cash).toBeCloseTo(10_487.5, 9);
    expect(book.saveState().foreign?.averageCost).toEqual([0, 0]);
    expect(book.exchangeCosts).toBe(12.5);
    expect(book.exchangeGains).toBe(0);
  });

  it('exchanges dividends, too', () => {
    const book = new Book(2, 0, termsOf(['SAP', 'EURUSD'], EURO));
    mark(book, 100, 1.2);
    book.applyFill(fill(0, 50, 100, { rate: 1.2 }));
    book.applyDividend(0, 2);
    expect(book.position(0).dividends).toBeCloseTo(120, 9);
    expect(book.cash).toBeCloseTo(-6000 + 120 - 0.12, 9);
    expect(book.takeFlows()).toMatchObject({ dividends: 120, exchangeCosts: 0.12 });
    expect(book.takeFlows()).toBeNull();
  });

  it('keeps its worth over a split until its next bar', () => {
    const book = new Book(2, 10_000, termsOf(['SAP', 'EURUSD'], EURO));
    mark(book, 100, 1.2);
    book.applyFill(fill(0, 50, 100));
    book.applySplit(0, 2);
    const slice = emptySlice(2);
    slice.present[1] = 1;
    slice.close[1] = 1.2;
    book.mark(slice);
    expect(book.position(0)).toMatchObject({ value: 6000, unrealisedPnl: 0 });
  });

  it('refuses rates and costs that are none, and is none the worse for it', () => {
    const book = new Book(2, 10_000, termsOf(['SAP', 'EURUSD'], EURO));
    mark(book, 100, 1.2);
    const before = book.saveState();
    const bad = [{ rate: 0 }, { rate: -1.2 }, { rate: Number.NaN }, { exchangeCost: -1 }];
    for (const more of [...bad, { exchangeCost: Number.NaN }]) {
      expect(() => book.applyFill(fill(0, 1, 100, more))).toThrow('Invariant');
    }
    expect(book.saveState()).toEqual(before);
  });

  it('forgets what it had to tell when another state is loaded', () => {
    const book = new Book(2, 10_000, termsOf(['SAP', 'EURUSD'], EURO));
    const empty = book.saveState();
    mark(book, 100, 1.2);
    book.applyFill(fill(0, 1, 100, { exchangeCost: 1 }));
    book.loadState(empty);
    expect(book.takeFlows()).toBeNull();
  });

  it('has no price before the rate is known, and refuses a fill', () => {
    const book = new Book(2, 1000, termsOf(['SAP', 'EURUSD'], EURO));
    mark(book, 100, Number.NaN);
    expect(book.lastPrice[0]).toBeNaN();
    expect(() => book.applyFill(fill(0, 1, 100))).toThrow('Invariant');
    expect(book.equity).toBe(1000);
  });
});

const SYMBOLS = ['AAPL', 'SAP', 'USDJPY', 'EURUSD', 'EURJPY', 'SONY'];
/** Whose trades pay in yen that stay yen. */
const KEEPING = new Set([2, 4]);
const TERMS = termsOf(SYMBOLS, {
  quoteCurrencies: { SAP: 'EUR', SONY: 'JPY' },
  exchangeFeeBps: 20,
  financing: {
    borrowRate: 0.1,
    borrowRates: { SAP: 0.3, EURJPY: 0 },
    debitRate: 0.06,
    creditRate: 0.03,
  },
});

const anyPrice = fc.double({ min: 0.01, max: 1000, noNaN: true });
const yen = fc.double({ min: 80, max: 200, noNaN: true });
const dollars = fc.double({ min: 0.5, max: 2, noNaN: true });
const prices = fc.tuple(anyPrice, anyPrice, yen, dollars, yen, anyPrice);
const happening = fc.record({
  asset: fc.nat(SYMBOLS.length - 1),
  days: fc.double({ min: 0, max: 5, noNaN: true }),
  quantity: fc.oneof(
    fc.integer({ min: -500, max: 500 }),
    fc.double({ min: -500, max: 500, noNaN: true }),
  ),
  prices,
  marks: prices,
  fee: fc.double({ min: 0, max: 5, noNaN: true }),
  ratio: fc.option(fc.constantFrom(2, 7, 0.1, 1.5), { freq: 5 }),
  dividend: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { freq: 3 }),
});
const lives = fc.array(happening, { minLength: 1, maxLength: 60 });
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

/** What happens before a bar's close; returns the fill, if any. */
function live(book: Book, { asset, ...each }: Happening, time: number): Fill | null {
  book.accrue(time);
  // Only what is no rate of others is split.
  if (each.ratio !== null && asset < 2) book.applySplit(asset, each.ratio);
  if (each.dividend !== null) book.applyDividend(asset, each.dividend);
  const { quantity } = each;
  const price = each.prices[asset];
  if (quantity === 0) return null;
  const rate = book.rate[asset];
  const exchangeCost = Math.abs(quantity) * price * rate * book.exchangeFee[asset];
  return fill(asset, quantity, price, { fee: each.fee, rate, exchangeCost, time });
}

describe('Book in several currencies', () => {
  const START = [10, 100, 150, 1.25, 160, 2000];

  it('accounts for every cent, whatever is traded, split, paid, financed and exchanged', () => {
    fc.assert(
      fc.property(lives, (history) => {
        const book = new Book(SYMBOLS.length, 10_000, TERMS);
        mark(book, ...START);
        let time = 0;
        let borrowed = 0;
        const flows = {
          dividends: 0,
          interest: 0,
          borrowFees: 0,
          exchangeCosts: 0,
          exchangeGains: 0,
        };
        for (const each of history) {
          time += each.days * DAY_MS;
          const traded = live(book, each, time);
          if (traded !== null) {
            book.applyFill(traded);
            if (KEEPING.has(each.asset)) borrowed -= traded.quantity * traded.price;
          }
          if (KEEPING.has(each.asset) && each.dividend !== null) {
            borrowed += (book.quantity[each.asset] - (traded?.quantity ?? 0)) * each.dividend;
          }
          mark(book, ...each.marks);
          for (const [kind, amount] of Object.entries(book.takeFlows() ?? {})) {
            flows[kind as keyof typeof flows] += amount;
          }
          const [euro, perYen] = [each.marks[3], 1 / each.marks[2]];
          const rates = [1, euro, perYen, 1, perYen, perYen];
          const state = book.saveState();
          const { JPY = 0, EUR } = { ...state.foreign?.balances };
          expect(JPY).toBeCloseTo(borrowed, 4);
          expect(EUR).toBe(0);
          const worth = rates.reduce(
            (sum, rate, at) => sum + book.quantity[at] * each.marks[at] * rate,
            state.cash + JPY * perYen,
          );
          expect(Math.abs(book.equity - worth)).toBeLessThan(0.005);
          const positions = SYMBOLS.map((_, at) => book.position(at));
          const sum = (pick: (position: Position) => number) =>
            positions.reduce((total, position) => total + pick(position), 0);
          const earned =
            sum((p) => p.realisedPnl + p.unrealisedPnl + p.dividends - p.fees - p.borrowFees) +
            book.interest +
            book.exchangeGains -
            book.exchangeCosts;
          expect(Math.abs(book.equity - 10_000 - earned)).toBeLessThan(0.005);
          const noted = flows.dividends + flows.interest + flows.exchangeGains;
          const told = noted - flows.borrowFees - flows.exchangeCosts;
          const traders = sum((p) => p.realisedPnl + p.unrealisedPnl - p.fees);
          expect(Math.abs(book.equity - 10_000 - traders - told)).toBeLessThan(0.005);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is left by its closed trades, its flows and nothing else once all is sold', () => {
    fc.assert(
      fc.property(lives, (history) => {
        const book = new Book(SYMBOLS.length, 10_000, { ...TERMS, exchangeFee: 0 });
        mark(book, ...START);
        let results = 0;
        const trade = (traded: Fill) => {
          results += book.applyFill(traded)?.netPnl ?? 0;
        };
        history.forEach((each, at) => {
          const traded = live(book, each, at * DAY_MS);
          if (traded !== null) trade(traded);
          mark(book, ...each.marks);
        });
        const last = history[history.length - 1].marks;
        SYMBOLS.forEach((_, asset) => {
          const held = book.quantity[asset];
          if (held !== 0) trade(fill(asset, -held, last[asset]));
        });
        const {
          dividends = 0,
          interest = 0,
          exchangeGains = 0,
          borrowFees = 0,
        } = book.takeFlows() ?? {};
        const flows = dividends + interest + exchangeGains - borrowFees;
        expect(Math.abs(book.equity - 10_000 - results - flows)).toBeLessThan(0.005);
      }),
      { numRuns: 200 },
    );
  });

  statefulContract('Book in several currencies', {
    make: () => {
      const book = new Book(SYMBOLS.length, 1000, TERMS);
      mark(book, ...START);
      return book;
    },
    step: (book, at) => {
      book.accrue(at * DAY_MS);
      const asset = at % SYMBOLS.length;
      const rate = book.rate[asset];
      const closed = book.applyFill(
        fill(asset, at % 4 === 3 ? -7 : 3, 10 + at, { rate, time: at }),
      );
      if (at === 4) book.applyDividend(1, 0.5);
      mark(book, ...START.map((price) => price * (1 + at / 100)));
      return [
        closed,
        book.equity,
        book.cash,
        book.exchangeGains,
        book.exchangeCosts,
        book.position(1),
      ];
    },
    steps: 12,
  });
});
