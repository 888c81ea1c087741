import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import type { Fill } from '#portfolio';
import { executorContract } from '../../tests/contracts/executor.ts';
import type { MatchPhase } from './matching.ts';
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

const executor = (changes: Record<string, unknown> = {}, volumeKnown = true) =>
  new PaperExecutor(
    systemSchema.parse({ trading: { commissionBps: 0, slippageBps: 0, ...changes } }).trading,
    [volumeKnown],
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

executorContract('paper', (trading) => new PaperExecutor(trading, [true, true]));

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

describe('fill prices', () => {
  it('fills a market order at the open or the close, as the phase says', () => {
    for (const [phase, price] of [
      ['open', 10],
      ['close', 11],
    ] as const) {
      const broker = executor();
      broker.submit(order('market', 5));
      expect(settle(broker, bar(10, 12, 9, 11), 'resting')).toEqual([]);
      expect(settle(broker, bar(10, 12, 9, 11), phase)[0].price).toBe(price);
    }
  });

  it.each([
    ['sell stop inside the bar, at its price', 'stop', -5, 9.5, 9.5],
    ['sell stop gapped through, at the open', 'stop', -5, 10.5, 10],
    ['sell stop not reached', 'stop', -5, 8.9, null],
    ['buy stop inside the bar, at its price', 'stop', 5, 11, 11],
    ['buy stop gapped through, at the open', 'stop', 5, 9.5, 10],
    ['sell limit inside the bar, at its price', 'limit', -5, 11.5, 11.5],
    ['sell limit gapped through, at the better open', 'limit', -5, 9.5, 10],
    ['sell limit not reached', 'limit', -5, 12.1, null],
    ['buy limit inside the bar, at its price', 'limit', 5, 9.5, 9.5],
    ['buy limit gapped through, at the better open', 'limit', 5, 10.5, 10],
  ] as const)('fills a %s', (_, kind, quantity, price, expected) => {
    const broker = executor();
    broker.submit(order(kind, quantity, price));
    expect(settle(broker, bar(10, 12, 9, 11), 'resting')[0]?.price ?? null).toBe(expected);
  });

  it('takes the stop before the target when both lie in one bar, and drops the other', () => {
    const broker = executor();
    broker.submit(order('stop', -5, 9.5));
    broker.submit(order('limit', -5, 11.5));
    const fills = settle(broker, bar(10, 12, 9, 11), 'resting');
    expect(fills.map((fill) => fill.reason)).toEqual(['stop']);
    expect(broker.saveState().openOrders).toEqual([]);
  });

  it('drops the stop when the target fills', () => {
    const broker = executor();
    broker.submit(order('stop', -5, 8));
    broker.submit(order('limit', -5, 11.5));
    expect(settle(broker, bar(10, 12, 9, 11), 'resting')).toHaveLength(1);
    expect(broker.saveState().openOrders).toEqual([]);
  });

  it('waits for a bar of the asset', () => {
    const broker = executor();
    broker.submit(order('market', 5));
    const closed = bar(10, 12, 9, 11);
    closed.present[0] = 0;
    expect(settle(broker, closed)).toEqual([]);
    expect(settle(broker, bar(10, 12, 9, 11))).toHaveLength(1);
  });
});

describe('costs and caps', () => {
  it('charges slippage against the trader and commission on the slipped price', () => {
    const broker = executor({ commissionBps: 10, slippageBps: 20 });
    broker.submit(order('market', 5));
    broker.submit(order('market', -5));
    const [sell, buy] = settle(broker, bar(100, 120, 90, 110));
    expect(buy.price).toBeCloseTo(100.2, 12);
    expect(buy.fee).toBeCloseTo(5 * 100.2 * 0.001, 12);
    expect(buy.slippageCost).toBeCloseTo(1, 12);
    expect(sell.price).toBeCloseTo(99.8, 12);
  });

  it('takes at most its share of the volume a bar and works off the rest', () => {
    const broker = executor({ maxVolumeFraction: 0.1 });
    broker.submit(order('market', 25));
    const quantities = [1, 2, 3].map(() => settle(broker, bar(10, 10, 10, 10, 100))[0]?.quantity);
    expect(quantities).toEqual([10, 10, 5]);
    expect(broker.pendingQuantity(0)).toBe(0);
  });

  it('does not trade a bar without volume, unless the feed never reports any', () => {
    const broker = executor({ maxVolumeFraction: 0.1 });
    broker.submit(order('market', 25));
    expect(settle(broker, bar(10, 10, 10, 10, 0))).toEqual([]);
    const blind = executor({ maxVolumeFraction: 0.1 }, false);
    blind.submit(order('market', 25));
    expect(settle(blind, bar(10, 10, 10, 10, 0))[0].quantity).toBe(25);
  });

  it('cuts a buy to the cash at hand, fee included, and drops the rest', () => {
    const broker = executor({ commissionBps: 100 });
    broker.submit(order('market', 100));
    const [fill] = settle(broker, bar(10, 10, 10, 10), 'open', account(505));
    expect(fill.quantity * fill.price + fill.fee).toBeCloseTo(505, 9);
    expect(broker.pendingQuantity(0)).toBe(0);
  });

  it('lets a short be covered without cash, but nothing more be bought', () => {
    const broker = executor();
    broker.submit(order('market', 100));
    const [fill] = settle(broker, bar(10, 10, 10, 10), 'open', account(-50, -30));
    expect(fill.quantity).toBe(30);
  });

  it('re-bases open orders on a split', () => {
    const broker = executor();
    broker.submit(order('stop', -5, 70));
    broker.applySplit(0, 7);
    expect(broker.saveState().openOrders[0]).toMatchObject({ quantity: -35, price: 10 });
  });
});
