import { wholeTicks } from '#portfolio';
import type { ExitPlan, Order } from './order.ts';
import { protectivePrice } from './protective-price.ts';

/**
 * An order with its prices, and those of its exits, in whole ticks; null where there is no such price.
 *
 * What it is counted from keeps an exit on its side; any other limit is no worse than asked for, and any
 * other stop no sooner met.
 */
export function onWholeTicks(order: Order, tickSize: number): Order | null {
  const next = withTicks(order, order.quantity, tickSize);
  if (next === null || order.exits === undefined) return next;
  return { ...next, exits: exitsOnTicks(order.exits, order.quantity, tickSize) };
}

/** The exits of an entry of so many units that have a price in whole ticks. */
export function exitsOnTicks(
  exits: readonly ExitPlan[],
  entered: number,
  tickSize: number,
): readonly ExitPlan[] {
  return exits.flatMap((exit) => withTicks(exit, -entered, tickSize) ?? []);
}

function withTicks<Terms extends Order | ExitPlan>(
  terms: Terms,
  quantity: number,
  tickSize: number,
): Terms | null {
  const { kind, price, limitPrice, countedFrom } = terms;
  if (kind === 'market' || kind === 'trailing-stop' || !(tickSize > 0)) return terms;
  const next =
    countedFrom === undefined
      ? wholeTicks(price, tickSize, kind === 'limit' ? quantity : -quantity)
      : protectivePrice({ kind, quantity }, price, countedFrom, tickSize);
  const limit = limitPrice === undefined ? 1 : wholeTicks(limitPrice, tickSize, quantity);
  if (!(next > 0 && limit > 0)) return null;
  return { ...terms, price: next, ...(limitPrice !== undefined && { limitPrice: limit }) };
}
