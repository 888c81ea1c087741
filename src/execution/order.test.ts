import { describe, expect, it } from 'vitest';
import { loadOrder, type Order, orderId, orderNames, saveOrder, withinPosition } from './order.ts';

const BAR = Date.UTC(2024, 0, 2, 14, 30);

const INTENTS = ['signal', 'stop', 'target', 'time-stop', 'flatten'] as const;

describe('orderId', () => {
  it('is the same for the same strategy, symbol, bar and intent, and another for any other', () => {
    const cases = ['ml', 'ensemble'].flatMap((strategy) =>
      ['SPY', 'BTC/USDT'].flatMap((symbol) =>
        [BAR, BAR + 60_000].flatMap((bar) =>
          INTENTS.map((intent) => [strategy, symbol, bar, intent] as const),
        ),
      ),
    );
    const idsOf = () =>
      cases.map(([strategy, symbol, bar, intent]) =>
        orderId(orderNames(strategy, [symbol])[0], bar, intent),
      );
    const ids = idsOf();
    expect(idsOf()).toEqual(ids);
    expect(ids[0]).toBe('q2-ml-SPY-gws86-signal');
    expect(new Set(ids).size).toBe(cases.length);
  });

  it('fits into what brokers accept with the longest names there are', () => {
    const strategy = `${'s'.repeat(40)}@${'0'.repeat(16)}`;
    const [name] = orderNames(strategy, ['PANEL/EURUSD']);
    expect(orderId(name, BAR, 'time-stop').length).toBeLessThanOrEqual(128);
  });
});

it('an exit closes at most what is held, and nothing on its own side', () => {
  const exit = { quantity: -5, exitOf: 'position' } as Order;
  expect([9, 3, 0, -3].map((held) => withinPosition(exit, held) + 0)).toEqual([-5, -3, 0, 0]);
});

describe('a saved order', () => {
  const order: Order = {
    id: 'q2-s-A-1-signal',
    asset: 0,
    kind: 'trailing-stop',
    quantity: 5,
    price: Number.NaN,
    trailAmount: 1,
    reason: 'why',
    decidedAt: 0,
    exits: [{ id: 'x', kind: 'trailing-stop', price: Number.NaN, trailFraction: 0.1, reason: 'r' }],
  };

  it('is plain JSON, and loads as it was', () => {
    expect(loadOrder(JSON.parse(JSON.stringify(saveOrder(order))))).toEqual(order);
  });

  it('from before exits said so closes the position, where it was a stop or a target', () => {
    const old = (intent: string) =>
      loadOrder({
        id: `q2-s-A-1-${intent}`,
        asset: 0,
        kind: 'stop',
        quantity: -5,
        price: 9,
        reason: 'stop-loss',
        decidedAt: 0,
      });
    expect(old('stop').exitOf).toBe('position');
    expect(old('target').exitOf).toBe('position');
    expect(old('signal').exitOf).toBeUndefined();
  });
});
