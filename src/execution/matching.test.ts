import { expect, it } from 'vitest';
import { matchPrice } from './matching.ts';
import type { Order } from './order.ts';

const RULE = { limitThroughTicks: 0, tickSize: 0 };
const order = (terms: Partial<Order>): Order => ({
  ...{ id: 'x', asset: 0, kind: 'stop', quantity: 5, price: 11, reason: 'x', decidedAt: 0 },
  ...terms,
});

it('a stop-limit that is met at its limit fills there, wherever the bar ends', () => {
  const path = { open: 10, high: 12, low: 9.5, close: 12 };
  expect(matchPrice(order({ kind: 'stop-limit', limitPrice: 11 }), path, RULE)).toBe(11);
});

it('a trailing stop that the close has come back to was met', () => {
  const trailing = order({ kind: 'trailing-stop', quantity: -5, price: 8, trailAmount: 2 });
  const path = { open: 10, high: 12, low: 9, close: 10 };
  expect(matchPrice(trailing, path, RULE)).toBe(10);
  expect(matchPrice(trailing, { ...path, close: 10.1 }, RULE)).toBeNaN();
});
