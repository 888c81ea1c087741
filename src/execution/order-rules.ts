import { assert } from '#base';
import type { ExitPlan, Order } from './order.ts';
import { isMomentary } from './order-timing.ts';

type Terms = Order | ExitPlan;

/** Refuses an order that no market could carry out; what a broker's rules forbid is a bug in who made it. */
export function assertOrder(order: Order): void {
  const { quantity, exits, exitOf } = order;
  assert(Number.isFinite(quantity) && quantity !== 0, 'an order has a quantity');
  // Most orders are these, and have nothing else to be wrong.
  if (order.kind === 'market' && order.timeInForce === undefined && exits === undefined) return;
  assertTerms(order);
  if (exits === undefined) return;
  assert(exitOf === undefined, 'an exit has no exits of its own');
  for (const exit of exits) {
    assert(exit.kind !== 'market', 'an exit waits for a price');
    assert(!isMomentary(exit), 'an exit waits longer than for one moment');
    assertTerms(exit);
  }
}

function assertTerms(terms: Terms): void {
  const { kind, price, limitPrice, trailAmount, trailFraction, expiresAt, timeInForce } = terms;
  if (kind === 'limit' || kind === 'stop' || kind === 'stop-limit') {
    assert(price > 0 && Number.isFinite(price), 'a limit or stop has a price above 0');
  }
  if (kind === 'stop-limit') assert((limitPrice ?? 0) > 0, 'a stop-limit has a limit above 0');
  if (kind === 'trailing-stop') {
    assert(
      (trailAmount === undefined) !== (trailFraction === undefined),
      'a trailing stop has an amount or a fraction',
    );
    assert((trailAmount ?? 1) > 0, 'a trailing stop’s amount is above 0');
    const fraction = trailFraction ?? 0.5;
    assert(fraction > 0 && fraction < 1, 'a trailing stop’s fraction is between 0 and 1');
  }
  if (timeInForce === 'gtd') {
    assert(Number.isFinite(expiresAt ?? Number.NaN), 'an order good till a date has one');
  }
  assert(
    kind === 'market' || kind === 'limit' || !isMomentary(terms),
    'only market and limit orders are for one moment',
  );
}
