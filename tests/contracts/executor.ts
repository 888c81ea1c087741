import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemSchema, type TradingConfig } from '#config';
import type { Executor, Order } from '#execution';
import { Book, type Fill } from '#portfolio';
import {
  ASSETS,
  type Day,
  isMomentary,
  live,
  orderDays,
  ordersOf,
  sliceOf,
} from '../support/order-days.ts';
import { COST_SETTINGS } from '../support/cost-settings.ts';
import { sparing } from '../support/sparing-executor.ts';
import { statefulContract } from './stateful.ts';

const CASH = 1000;

/** A day after it was lived. */
interface Lived {
  readonly day: Day;
  readonly at: number;
  readonly fills: readonly Fill[];
  readonly book: Book;
  readonly executor: Executor;
}

/** What every executor that fills against bars must hold to. */
export function executorContract(name: string, make: (trading: TradingConfig) => Executor): void {
  for (const [settings, trading] of Object.entries(COST_SETTINGS)) {
    const parsed = systemSchema.parse({ trading }).trading;
    describe(`executor ${name}, ${settings}`, () => {
      bookkeeping(make, parsed);
      fillBounds(make, parsed);
      lives(make, parsed);
    });
    const [history] = fc.sample(orderDays, { numRuns: 1, seed: 7 });
    const days = [...history, ...history];
    statefulContract(`${name}, ${settings}`, {
      make: () => new Account(make(parsed)),
      step: (account, at) => account.live(days[at], at),
      steps: days.length,
    });
  }

  describe(`executor ${name}`, () => {
    const { trading } = systemSchema.parse({});

    it('refuses orders that nobody could carry out, and is none the worse for it', () => {
      const executor = make(trading);
      const order: Order = {
        ...{ id: '1', asset: 0, kind: 'limit', quantity: 5, price: 1, reason: 'r', decidedAt: 0 },
        exits: [{ id: '2', kind: 'stop', price: 0.5, reason: 'stop' }],
      };
      executor.submit(order);
      const before = executor.saveState();
      for (const wrong of WRONG) {
        expect(() => executor.submit({ ...order, ...wrong }), JSON.stringify(wrong)).toThrow(
          'Invariant',
        );
      }
      expect(executor.saveState()).toEqual(before);
    });
  });
}

const WRONG: readonly Partial<Order>[] = [
  ...[0, Number.NaN, Number.POSITIVE_INFINITY].map((quantity) => ({ quantity })),
  ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((price) => ({ price })),
  { kind: 'stop-limit' },
  { kind: 'stop-limit', limitPrice: 0 },
  { kind: 'trailing-stop' },
  { kind: 'trailing-stop', trailAmount: 1, trailFraction: 0.1 },
  { kind: 'trailing-stop', trailAmount: 0 },
  { kind: 'trailing-stop', trailFraction: 1 },
  { kind: 'trailing-stop', trailFraction: 0 },
  { timeInForce: 'gtd' },
  { kind: 'stop', timeInForce: 'ioc' },
  { exitOf: 'position' },
  { exits: [{ id: '2', kind: 'market', price: Number.NaN, reason: 'r' }] },
  { exits: [{ id: '2', kind: 'limit', price: 2, timeInForce: 'fok', reason: 'r' }] },
  { exits: [{ id: '2', kind: 'limit', price: 0, reason: 'r' }] },
];

/** An executor with the account it fills for, as a desk has both. */
class Account {
  readonly #executor: Executor;
  readonly #book = new Book(ASSETS, CASH);

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  live(day: Day, at: number): readonly Fill[] {
    const fills: Fill[] = [];
    live(this.#executor, this.#book, { day, at }, (fill) => fills.push(fill));
    return fills;
  }

  saveState() {
    return { executor: this.#executor.saveState(), book: this.#book.saveState() };
  }

  loadState({ executor, book }: ReturnType<Account['saveState']>): void {
    this.#executor.loadState(executor);
    this.#book.loadState(book);
  }
}

type Make = (trading: TradingConfig) => Executor;

/** Lives random histories; checks each day after it. */
function everyDay(make: Make, trading: TradingConfig, check: (lived: Lived) => void): void {
  fc.assert(
    fc.property(orderDays, (history) => {
      const executor = make(trading);
      const book = new Book(ASSETS, CASH);
      history.forEach((day, at) => {
        const fills: Fill[] = [];
        live(executor, book, { day, at }, (fill) => fills.push(fill));
        check({ day, at, fills, book, executor });
      });
    }),
  );
}

function bookkeeping(make: Make, trading: TradingConfig): void {
  it('creates and destroys nothing but what prices, dividends, fees and slippage make', () => {
    fc.assert(
      fc.property(orderDays, (history) => {
        const executor = make(trading);
        const book = new Book(ASSETS, CASH);
        let equity = CASH;
        let slippage = 0;
        history.forEach((day, at) => {
          const slice = sliceOf(day, at);
          for (let asset = 0; asset < ASSETS; asset++) {
            const before = book.quantity[asset] * slice.splitRatio[asset];
            if (before === 0) continue;
            const from = book.lastPrice[asset] / slice.splitRatio[asset];
            const to = slice.present[asset] === 1 ? slice.close[asset] : from;
            equity += before * (to - from + slice.dividend[asset]);
          }
          live(executor, book, { day, at }, ({ asset, quantity, price, fee, slippageCost }) => {
            equity += quantity * (slice.close[asset] - price) - fee;
            slippage += slippageCost;
          });
          expect(book.equity).toBeCloseTo(equity, 6);
          expect(book.slippagePaid).toBeCloseTo(slippage, 6);
        });
      }),
    );
  });

  it('buys with the cash at hand: only covering a short may take more', () => {
    fc.assert(
      fc.property(orderDays, (history) => {
        const executor = make(trading);
        const book = new Book(ASSETS, CASH);
        history.forEach((day, at) => {
          live(executor, book, { day, at }, ({ asset, quantity, price, fee }) => {
            const opens = quantity > Math.max(0, -book.quantity[asset]);
            const left = book.cash - quantity * price - fee;
            if (opens) expect(left).toBeGreaterThanOrEqual(-1e-9);
          });
        });
      }),
    );
  });

  it('tells parts of what a price cost that add up to no more than all of it', () => {
    everyDay(make, trading, ({ fills }) => {
      for (const { slippageCost, spreadCost = 0, impactCost = 0 } of fills) {
        expect(spreadCost).toBeGreaterThanOrEqual(0);
        expect(impactCost).toBeGreaterThanOrEqual(0);
        expect(spreadCost + impactCost).toBeLessThanOrEqual(slippageCost + 1e-9);
      }
    });
  });
}

function fillBounds(make: Make, trading: TradingConfig): void {
  it('fills inside the bar, costs aside, and only assets that have one', () => {
    everyDay(make, trading, ({ day, at, fills }) => {
      const slice = sliceOf(day, at);
      for (const { asset, quantity, price, slippageCost, time, fee } of fills) {
        const reference = price - slippageCost / quantity;
        expect(slice.present[asset]).toBe(1);
        expect(time).toBe(slice.time);
        expect(reference).toBeGreaterThanOrEqual(slice.low[asset] * (1 - 1e-9));
        expect(reference).toBeLessThanOrEqual(slice.high[asset] * (1 + 1e-9));
        expect(fee).toBeGreaterThan(0);
      }
    });
  });

  it('fills a limit at its price or better', () => {
    let limits = new Map<string, { readonly asset: number; worst: number }>();
    everyDay(make, trading, ({ day, at, fills }) => {
      const { splitRatio } = sliceOf(day, at);
      if (at === 0) limits = new Map();
      for (const limit of limits.values()) limit.worst /= splitRatio[limit.asset];
      for (const { orderId, quantity, price } of fills) {
        const worst = limits.get(orderId)?.worst ?? price;
        expect(Math.sign(quantity) * (price / worst - 1)).toBeLessThanOrEqual(1e-12);
      }
      for (const { id, asset, kind, price, limitPrice } of ordersOf(day, at)) {
        const worst = kind === 'limit' ? price : limitPrice;
        if (worst !== undefined) limits.set(id, { asset, worst });
      }
    });
  });

  const { maxVolumeFraction } = trading;
  if (maxVolumeFraction === null) return;
  it('never takes more than its share of a bar’s volume, whatever the number of orders', () => {
    everyDay(make, trading, ({ day, fills }) => {
      day.assets.forEach(({ volume }, asset) => {
        const taken = fills
          .filter((fill) => fill.asset === asset)
          .reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
        expect(taken).toBeLessThanOrEqual(volume * maxVolumeFraction + 1e-9);
      });
    });
  });
}

function lives(make: Make, trading: TradingConfig): void {
  it('never fills more of an order than it asks for, nor against its side, and no exit more than its entry', () => {
    let left = new Map<string, number>();
    fc.assert(
      fc.property(orderDays, (history) => {
        const executor = make(trading);
        const book = new Book(ASSETS, CASH);
        left = new Map();
        history.forEach((day, at) => {
          const { splitRatio } = sliceOf(day, at);
          for (const [id, units] of left) left.set(id, units * splitRatio[assetOf(id)]);
          live(executor, book, { day, at }, ({ orderId, quantity, asset }) => {
            const [entry, exit] = orderId.split('-');
            const id = exit === undefined ? entry : `${entry}-`;
            const open = left.get(keyOf(id, asset)) ?? 0;
            expect(Math.sign(quantity)).toBe(Math.sign(open));
            expect(Math.abs(quantity)).toBeLessThanOrEqual(Math.abs(open) + 1e-9);
            left.set(keyOf(id, asset), open - quantity);
            if (exit !== undefined) {
              expect(Math.abs(quantity)).toBeLessThanOrEqual(Math.abs(book.quantity[asset]) + 1e-9);
              expect(Math.sign(quantity)).toBe(-Math.sign(book.quantity[asset]));
              left.delete(keyOf(entry, asset));
            } else {
              const exits = keyOf(`${entry}-`, asset);
              left.set(exits, (left.get(exits) ?? 0) - quantity);
            }
          });
          for (const { id, asset, quantity } of ordersOf(day, at)) {
            left.set(keyOf(id, asset), quantity);
          }
        });
      }),
    );
  });

  it('tells what is left of each order of a wish that ended by its own terms, once', () => {
    let told = 0;
    fc.assert(
      fc.property(orderDays, (history) => {
        const executor = make(trading);
        const book = new Book(ASSETS, CASH);
        const left = new Map<string, number>();
        history.forEach((day, at) => {
          const { splitRatio } = sliceOf(day, at);
          for (const [id, units] of left) left.set(id, units * splitRatio[assetOf(id)]);
          live(executor, book, { day, at }, ({ orderId, quantity, asset }) => {
            const [entry, exit] = orderId.split('-');
            const id = keyOf(entry, asset);
            // An exit may end what is left of entries.
            if (exit !== undefined) left.clear();
            else if (left.has(id)) left.set(id, (left.get(id) ?? 0) - quantity);
          });
          for (const { id, asset, quantity } of executor.takeEnded() ?? []) {
            const open = left.get(keyOf(id, asset));
            if (open === undefined) continue;
            expect(quantity).toBeCloseTo(open, 6);
            left.delete(keyOf(id, asset));
            told++;
          }
          expect(executor.takeEnded()).toBeNull();
          const { openOrders } = executor.saveState();
          const waiting = new Set(openOrders.map(({ id }) => id));
          // So may one that has begun to.
          if (openOrders.some(({ kind, exitOf }) => kind === 'market' && exitOf !== undefined)) {
            left.clear();
          }
          for (const [key, units] of left) {
            const isSplit = splitRatio[assetOf(key)] !== 1;
            const isLost = Math.abs(units) > 1e-6 && ![...waiting].some((id) => key.includes(id));
            if (!isSplit) expect(isLost, key).toBe(false);
            if (isLost) left.delete(key);
          }
          for (const { id, asset, quantity, kind } of ordersOf(day, at)) {
            // What becomes a market order ends as such, untold.
            if (kind.endsWith('limit')) left.set(keyOf(id, asset), quantity);
          }
        });
      }),
    );
    expect(told).toBeGreaterThan(20);
  });

  it('leaves nothing undone where it says that it is idle', () => {
    let leftOut = 0;
    const lived = (executor: Executor, history: readonly Day[]) => {
      const account = new Account(executor);
      return [history.map((day, at) => account.live(day, at)), account.saveState()];
    };
    fc.assert(
      fc.property(orderDays, (history) => {
        const spared = sparing(make(trading), () => leftOut++);
        expect(lived(spared, history)).toEqual(lived(make(trading), history));
      }),
    );
    if (trading.costs.spread.method !== 'high-low') expect(leftOut).toBeGreaterThan(20);
  });

  it('fills nothing on the bar it was decided on, nor before it may, nor after its time', () => {
    let sent = new Map<string, Order>();
    everyDay(make, trading, ({ day, at, fills }) => {
      if (at === 0) sent = new Map();
      for (const { orderId, time } of fills) {
        const { decidedAt, expiresAt = Number.POSITIVE_INFINITY } =
          sent.get(orderId.split('-')[0]) ?? ({} as Order);
        expect(time).toBeGreaterThan(decidedAt);
        if (!orderId.includes('-')) expect(time).toBeLessThan(expiresAt);
      }
      for (const order of ordersOf(day, at)) sent.set(order.id, order);
    });
    fc.assert(
      fc.property(orderDays, (history) => {
        const executor = make(trading);
        const book = new Book(ASSETS, CASH);
        const from = new Map<string, number>();
        history.forEach((day, at) => {
          live(executor, book, { day, at }, ({ orderId, time }, phase) => {
            if (phase === 'close') return;
            expect(time).toBeGreaterThanOrEqual(from.get(orderId) ?? 0);
          });
          for (const { id, notBefore } of ordersOf(day, at)) from.set(id, notBefore ?? 0);
        });
      }),
    );
  });

  it('leaves nothing of what was for one moment, nor of a day’s orders after the day', () => {
    everyDay(make, trading, ({ day, at, executor }) => {
      for (const order of executor.saveState().openOrders) {
        const { asset, decidedAt, notBefore = 0, timeInForce } = order;
        const hadABar = decidedAt < at && day.assets[asset].present && notBefore <= at;
        const isOver = isMomentary(order) || timeInForce === 'day';
        if (hadABar && order.exitOf === undefined) expect(isOver, order.id).toBe(false);
      }
    });
  });

  it('lets no exit wait for a position that is not there', () => {
    everyDay(make, trading, ({ book, executor }) => {
      for (const { exitOf, asset, quantity } of executor.saveState().openOrders) {
        if (exitOf !== undefined) expect(quantity * book.quantity[asset]).toBeLessThan(0);
      }
    });
  });
}

/** Assets by the id of their orders are not known to a fill’s reader: the key holds both. */
function keyOf(id: string, asset: number): string {
  return `${asset}:${id}`;
}

function assetOf(key: string): number {
  return Number(key.split(':')[0]);
}
