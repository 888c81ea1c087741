import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import { Book, type Fill } from '#portfolio';
import { executorContract } from '../../tests/contracts/executor.ts';
import type { MatchPhase } from './order-timing.ts';
import type { Order, OrderKind } from './order.ts';
import { PaperExecutor } from './paper-executor.ts';

let bars = 0;

const bar = (open: number, high: number, low: number, close: number, volume = 1e6) => {
  const slice = emptySlice(1);
  slice.time = ++bars;
  slice.present[0] = 1;
  slice.open[0] = open;
  slice.high[0] = high;
  slice.low[0] = low;
  slice.close[0] = close;
  slice.volume[0] = volume;
  return slice;
};

const order = (kind: OrderKind, quantity: number, price = Number.NaN): Order => ({
  id: `${kind}${quantity}`,
  asset: 0,
  kind,
  quantity,
  price,
  reason: kind,
  decidedAt: 0,
});

const executor = (changes: Record<string, unknown> = {}, volumeFrom = 0) =>
  new PaperExecutor(
    systemSchema.parse({ trading: { commissionBps: 0, slippageBps: 0, ...changes } }).trading,
    [volumeFrom],
  );

const account = (cash = 1e9, held = 0, rate = 1, exchangeFee = 0) => ({
  cash,
  quantity: Float64Array.of(held),
  rate: Float64Array.of(rate),
  exchangeFee: Float64Array.of(exchangeFee),
});

const settle = (
  broker: PaperExecutor,
  slice: ReturnType<typeof bar>,
  phase: MatchPhase = 'open',
  holder = account(),
): Fill[] => {
  const fills: Fill[] = [];
  broker.settle(slice, phase, holder, (fill) => fills.push(fill));
  return fills;
};

executorContract('paper', (trading) => new PaperExecutor(trading, [0, 0]));

describe('exits', () => {
  it('end with their day as entries do, and are not told as orders of a wish', () => {
    const broker = executor();
    const stop = { ...order('stop', -5, 5), timeInForce: 'day', id: 'stop' } as const;
    broker.submit({ ...order('market', 5), exits: [stop] });
    const holder = account();
    broker.settle(bar(10, 10, 10, 10), 'open', holder, ({ quantity }) => {
      holder.quantity[0] += quantity;
    });
    expect(broker.openOrders).toBe(1);
    settle(broker, bar(10, 10, 10, 10), 'resting', holder);
    expect(broker.openOrders).toBe(0);
    expect(broker.takeEnded()).toBeNull();
  });

  it('that are met with nothing to close end untold', () => {
    const broker = executor();
    broker.submit({ ...order('stop', -5, 9), exitOf: 'position' });
    settle(broker, bar(10, 10, 8, 9), 'resting');
    expect([broker.openOrders, broker.takeEnded()]).toEqual([0, null]);
  });
});

it('shorter bars of a bar that opened before an order was decided on do not fill it', () => {
  const { trading } = systemSchema.parse({});
  const slice = bar(10, 12, 9, 11);
  slice.opensAt[0] = slice.time;
  const parts = [{ open: 10, high: 12, low: 9, close: 11 }];
  for (const [notBefore, fills] of [
    [slice.time, 1],
    [slice.time + 1, 0],
  ]) {
    const broker = new PaperExecutor(trading, [0], { finerBars: () => parts });
    broker.submit({ ...order('limit', 5, 9.5), notBefore });
    expect(settle(broker, slice, 'resting')).toHaveLength(fills);
  }
});

it('knows nothing of what a bar had filled before a state was loaded', () => {
  const broker = executor({ maxVolumeFraction: 0.1 });
  broker.submit(order('market', 20));
  const state = broker.saveState();
  const slice = bar(10, 10, 10, 10, 100);
  for (let life = 0; life < 2; life++) {
    broker.loadState(state);
    expect(settle(broker, slice).map(({ quantity }) => quantity)).toEqual([10]);
  }
});

it('tells whether an exit that had begun is among what is cancelled', () => {
  const broker = executor();
  const exit = { ...order('stop', -5, 9), exitOf: 'position' };
  broker.submit(exit);
  expect(broker.cancel(0, 'protective')).toBe(false);
  broker.submit(exit);
  settle(broker, bar(10, 10, 8, 9, 0), 'resting', account(1e9, 5));
  expect([broker.cancel(0, 'protective'), broker.cancel(0, 'working')]).toEqual([false, true]);
  expect([broker.openOrders, broker.cancel(0, 'working')]).toEqual([0, false]);
  broker.submit(order('market', 5));
  expect([broker.cancel(0, 'working'), broker.openOrders]).toEqual([false, 0]);
});

it('an exit that goes on at the market leaves what came after it began as it is', () => {
  const broker = executor({ maxVolumeFraction: 0.1 });
  const holder = account(1e9, 30);
  const book = ({ quantity }: Fill) => void (holder.quantity[0] += quantity);
  broker.submit({ ...order('stop', -30, 9), exitOf: 'position' });
  broker.settle(bar(10, 10, 8, 8, 100), 'resting', holder, book);
  broker.submit(order('market', -30));
  broker.settle(bar(8, 8, 8, 8, 100), 'open', holder, book);
  expect([holder.quantity[0], broker.pendingQuantity(0)]).toEqual([10, -40]);
});

it('a market order that must fill whole is told where it ends, one without terms never', () => {
  const broker = executor({ maxVolumeFraction: 0.1 });
  broker.submit({ ...order('market', 20), timeInForce: 'fok' });
  settle(broker, bar(10, 10, 10, 10, 100), 'open');
  expect(broker.takeEnded()).toMatchObject([{ quantity: 20, why: 'unmet' }]);
  broker.submit(order('market', 20));
  settle(broker, bar(10, 10, 10, 10), 'open', account(0));
  expect([broker.openOrders, broker.takeEnded()]).toEqual([0, null]);
});

it('what covers a short is bought before what opens a position, so that cash pays for it', () => {
  const { trading } = systemSchema.parse({ trading: { commissionBps: 0, slippageBps: 0 } });
  const broker = new PaperExecutor(trading, [0, 0]);
  const slice = emptySlice(2);
  for (const column of [slice.open, slice.high, slice.low, slice.close]) column.fill(10);
  slice.present.fill(1);
  slice.volume.fill(1e6);
  slice.time = 1;
  const book = new Book(2, 50);
  book.quantity[1] = -5;
  broker.submit({ ...order('market', 5), id: 'opens' });
  broker.submit({ ...order('market', 5), id: 'covers', asset: 1 });
  const ids: string[] = [];
  broker.settle(slice, 'open', book, (fill) => {
    ids.push(fill.orderId);
    book.applyFill(fill);
  });
  expect([ids, book.cash]).toEqual([['covers'], 0]);
});

describe('an asset priced in another currency', () => {
  it('costs and slips in the account’s, and is bought with what the exchange leaves', () => {
    const broker = executor({ commissionBps: 10, slippageBps: 20 });
    broker.submit(order('market', 1000));
    const [fill] = settle(broker, bar(10, 10, 10, 10), 'open', account(1000, 0, 1.25, 0.005));
    const value = fill.quantity * 10.02 * 1.25;
    expect(fill).toMatchObject({ price: 10.02, rate: 1.25 });
    expect(fill.fee).toBeCloseTo(value * 0.001, 9);
    expect(fill.exchangeCost).toBeCloseTo(value * 0.005, 9);
    expect(fill.slippageCost).toBeCloseTo(fill.quantity * 0.02 * 1.25, 9);
    expect(value + fill.fee + (fill.exchangeCost ?? 0)).toBeCloseTo(1000, 9);
  });

  it('waits while its rate is not known', () => {
    const broker = executor();
    broker.submit(order('market', 10));
    expect(settle(broker, bar(10, 10, 10, 10), 'open', account(1000, 0, Number.NaN))).toEqual([]);
    expect(settle(broker, bar(10, 10, 10, 10), 'open', account(1000, 0, 2))).toHaveLength(1);
  });

  it('says nothing of rates in the account’s own', () => {
    const broker = executor();
    broker.submit(order('market', 10));
    const [fill] = settle(broker, bar(10, 10, 10, 10));
    expect(fill).not.toHaveProperty('rate');
    expect(fill).not.toHaveProperty('exchangeCost');
  });

  it('is covered with what the cash is worth after the exchange', () => {
    const broker = executor();
    broker.submit(order('market', 60));
    const [fill] = settle(broker, bar(10, 10, 10, 10), 'open', account(1000, -40, 2, 0.01));
    // Covering 40 costs 808; 192 buy 192 / 20.2 more.
    expect(fill.quantity).toBeCloseTo(40 + 192 / 20.2, 9);
  });
});

describe('costs and caps', () => {
  it('does not trade a bar without volume, unless the feed never reports any', () => {
    const broker = executor({ maxVolumeFraction: 0.1 });
    broker.submit(order('market', 25));
    expect(settle(broker, bar(10, 10, 10, 10, 0))).toEqual([]);
    const blind = executor({ maxVolumeFraction: 0.1 }, Number.NaN);
    blind.submit(order('market', 25));
    expect(settle(blind, bar(10, 10, 10, 10, 0))[0].quantity).toBe(25);
  });

  it('re-bases open orders on a split', () => {
    const broker = executor();
    broker.submit(order('stop', -5, 70));
    broker.applySplit(0, 7);
    expect(broker.saveState().openOrders[0]).toMatchObject({ quantity: -35, price: 10 });
  });

  it('gives up a lot where rounding would spend more than there is', () => {
    const broker = executor({ lotSize: 1, costs: { commission: 'per-share' } });
    broker.submit(order('market', 100));
    const [fill] = settle(broker, bar(10, 10, 10, 10), 'open', account(501 - 2e-10));
    expect(fill.quantity).toBe(49);
  });
});

describe('orders of other assets', () => {
  const broker = () => {
    const two = new PaperExecutor(systemSchema.parse({}).trading, [Number.NaN, Number.NaN]);
    two.submit({ ...order('stop', -5, 9.5), exitOf: 'position' });
    two.submit({ ...order('market', -7), asset: 1 });
    return two;
  };

  it('are left alone by an exit', () => {
    const two = broker();
    const slice = emptySlice(2);
    slice.time = 1;
    [slice.present[0], slice.open[0], slice.high[0], slice.low[0]] = [1, 10, 11, 9];
    const fills: Fill[] = [];
    const holder = {
      cash: 0,
      quantity: Float64Array.of(5, 7),
      rate: Float64Array.of(1, 1),
      exchangeFee: new Float64Array(2),
    };
    two.settle(slice, 'resting', holder, (fill) => fills.push(fill));
    expect(fills).toHaveLength(1);
    expect(two.pendingQuantity(1)).toBe(-7);
    expect(two.pendingQuantity(0)).toBe(0);
  });

  it('are left alone when orders are cancelled, and so are orders of the other sort', () => {
    const two = broker();
    two.cancel(0, 'working');
    two.cancel(1, 'protective');
    expect(two.openOrders).toBe(2);
    two.cancel(1, 'working');
    expect(two.openOrders).toBe(1);
    two.cancel(0, 'protective');
    expect(two.openOrders).toBe(0);
  });
});

describe('a broker that goes on from a saved state', () => {
  it('ends a day’s orders, and exits with nothing to close', () => {
    const before = executor();
    before.submit({ ...order('limit', 5, 8), timeInForce: 'day' });
    before.submit({ ...order('stop', -5, 1), exitOf: 'position' });
    before.submit(order('market', -5));
    const after = executor();
    after.loadState(before.saveState());
    settle(after, bar(10, 12, 9, 11), 'open');
    settle(after, bar(10, 12, 9, 11), 'resting');
    expect(after.openOrders).toBe(0);
  });
});
