import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySlice, type MarketSlice } from '#base';
import { systemSchema, type TradingConfig } from '#config';
import type { Executor, Order, OrderKind } from '#execution';
import { Book, type Fill } from '#portfolio';
import { statefulContract } from './stateful.ts';

const ASSETS = 2;
const CASH = 1000;
const PHASES = ['open', 'resting', 'close'] as const;

/** One day: a bar of each asset, or none, and the orders sent after it. */
interface Day {
  readonly bars: readonly {
    readonly present: boolean;
    readonly open: number;
    readonly close: number;
    readonly reach: number;
    readonly volume: number;
  }[];
  readonly orders: readonly {
    readonly asset: number;
    readonly kind: OrderKind;
    readonly quantity: number;
    readonly price: number;
  }[];
}

const price = fc.double({ min: 5, max: 20, noNaN: true });

const days: fc.Arbitrary<readonly Day[]> = fc.array(
  fc.record({
    bars: fc.array(
      fc.record({
        present: fc.boolean(),
        open: price,
        close: price,
        reach: fc.double({ min: 1, max: 1.5, noNaN: true }),
        volume: fc.integer({ min: 0, max: 300 }),
      }),
      { minLength: ASSETS, maxLength: ASSETS },
    ),
    orders: fc.array(
      fc.record({
        asset: fc.integer({ min: 0, max: ASSETS - 1 }),
        kind: fc.constantFrom<OrderKind>('market', 'stop', 'limit'),
        quantity: fc.integer({ min: -50, max: 50 }).filter((units) => units !== 0),
        price,
      }),
      { maxLength: 3 },
    ),
  }),
  { minLength: 1, maxLength: 12 },
);

function sliceOf({ bars }: Day, at: number): MarketSlice {
  const slice = emptySlice(ASSETS);
  slice.time = at;
  slice.barIndex = at;
  bars.forEach(({ present, open, close, reach, volume }, asset) => {
    slice.present[asset] = present ? 1 : 0;
    slice.open[asset] = open;
    slice.close[asset] = close;
    slice.high[asset] = Math.max(open, close) * reach;
    slice.low[asset] = Math.min(open, close) / reach;
    slice.volume[asset] = volume;
  });
  return slice;
}

function ordersOf({ orders }: Day, at: number): Order[] {
  return orders.map(({ asset, kind, quantity, price: met }, nth) => ({
    id: `${at}.${nth}`,
    asset,
    kind,
    quantity,
    price: kind === 'market' ? Number.NaN : met,
    reason: kind,
    decidedAt: at,
  }));
}

/** Lives a day: fills of all phases, booked as they come, then the new orders. */
function live(executor: Executor, book: Book, day: Day, at: number): Fill[] {
  const slice = sliceOf(day, at);
  const fills: Fill[] = [];
  for (const phase of PHASES) {
    executor.settle(slice, phase, book, (fill) => {
      fills.push(fill);
      book.applyFill(fill);
    });
  }
  book.mark(slice);
  for (const order of ordersOf(day, at)) executor.submit(order);
  return fills;
}

/** What every executor that fills against bars must hold to. */
export function executorContract(name: string, make: (trading: TradingConfig) => Executor): void {
  const { trading } = systemSchema.parse({ trading: { maxVolumeFraction: 0.1, lotSize: 1 } });

  describe(`executor ${name}`, () => {
    const everyDay = (check: (day: Day, fills: readonly Fill[], book: Book, at: number) => void) =>
      fc.assert(
        fc.property(days, (history) => {
          const executor = make(trading);
          const book = new Book(ASSETS, CASH);
          history.forEach((day, at) => check(day, live(executor, book, day, at), book, at));
        }),
      );

    it('creates and destroys nothing but fees and what slippage costs', () => {
      let fills: Fill[] = [];
      everyDay((_, made, book, at) => {
        fills = at === 0 ? [...made] : [...fills, ...made];
        const earned = fills.reduce((sum, { asset, quantity, price: paid, fee }) => {
          return sum + quantity * (book.lastPrice[asset] - paid) - fee;
        }, 0);
        expect(book.equity).toBeCloseTo(CASH + earned, 6);
        expect(book.slippagePaid).toBeCloseTo(
          fills.reduce((sum, { slippageCost }) => sum + slippageCost, 0),
          6,
        );
      });
    });

    it('fills inside the bar, slippage aside, and only assets that have one', () => {
      everyDay((day, fills, _, at) => {
        const slice = sliceOf(day, at);
        const slip = trading.slippageBps * 1e-4 + 1e-12;
        for (const { asset, price: paid, time, fee } of fills) {
          expect(slice.present[asset]).toBe(1);
          expect(time).toBe(slice.time);
          expect(paid).toBeGreaterThanOrEqual(slice.low[asset] * (1 - slip));
          expect(paid).toBeLessThanOrEqual(slice.high[asset] * (1 + slip));
          expect(fee).toBeGreaterThan(0);
        }
      });
    });

    it('never takes more than its share of a bar’s volume, whatever the number of orders', () => {
      everyDay((day, fills) => {
        day.bars.forEach(({ volume }, asset) => {
          const taken = fills
            .filter((fill) => fill.asset === asset)
            .reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
          expect(taken).toBeLessThanOrEqual(volume * 0.1 + 1e-9);
        });
      });
    });

    it('never fills more of an order than it asks for, nor against its side', () => {
      const left = new Map<string, number>();
      everyDay((day, fills, _, at) => {
        if (at === 0) left.clear();
        for (const { orderId, quantity } of fills) {
          const open = left.get(orderId) ?? 0;
          expect(Math.sign(quantity)).toBe(Math.sign(open));
          expect(Math.abs(quantity)).toBeLessThanOrEqual(Math.abs(open));
          left.set(orderId, open - quantity);
        }
        for (const { id, quantity } of ordersOf(day, at)) left.set(id, quantity);
      });
    });

    it('buys with the cash at hand: only covering a short may take more', () => {
      fc.assert(
        fc.property(days, (history) => {
          const executor = make(trading);
          const book = new Book(ASSETS, CASH);
          history.forEach((day, at) => {
            for (const phase of PHASES) {
              executor.settle(sliceOf(day, at), phase, book, (fill) => {
                const opens = fill.quantity > Math.max(0, -book.quantity[fill.asset]);
                book.applyFill(fill);
                if (opens) expect(book.cash).toBeGreaterThanOrEqual(-1e-9);
              });
            }
            for (const order of ordersOf(day, at)) executor.submit(order);
          });
        }),
      );
    });

    it('refuses an order without a quantity, and is none the worse for it', () => {
      const executor = make(trading);
      const [order] = ordersOf(
        { bars: [], orders: [{ asset: 0, kind: 'market', quantity: 5, price: 1 }] },
        0,
      );
      executor.submit(order);
      const before = executor.saveState();
      for (const quantity of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => executor.submit({ ...order, quantity })).toThrow('Invariant');
      }
      expect(executor.saveState()).toEqual(before);
    });

    const [history] = fc.sample(days, { numRuns: 1, seed: 3 });
    statefulContract(name, {
      make: () => make(trading),
      step: (executor, at) => live(executor, new Book(ASSETS, CASH), history[at], at),
      steps: history.length,
    });
  });
}
