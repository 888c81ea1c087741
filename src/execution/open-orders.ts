import { assert, type Stateful } from '#base';
import { trailedPrice } from './matching.ts';
import {
  type ExecutorState,
  isWorking,
  loadOrder,
  type Order,
  POSITION,
  rebased,
  type SavedOrder,
  saveOrder,
} from './order.ts';
import { assertOrder } from './order-rules.ts';
import type { CancelledOrders, EndedOrder } from './executor.ts';
import { onWholeTicks } from './whole-tick-order.ts';

/**
 * Orders that wait, in the order they came, and what they do to each other.
 *
 * The list is replaced, never changed, but for orders that come: who goes through it can tell whether
 * one of them is still as it was.
 */
export class OpenOrders implements Stateful<ExecutorState['openOrders']> {
  /** False where no order ever had a time in force, so that none needs to be looked for. */
  everTimed = false;
  #list: Order[] = [];
  #everProtected = false;
  /** Units of each asset's working orders; worked out when asked for after a change [assets]. */
  readonly #pending: Float64Array;
  #isPendingKnown = false;
  /** Null while nobody needs to be told; none are left when a state is saved. */
  #ended: EndedOrder[] | null = null;

  constructor(assets: number) {
    this.#pending = new Float64Array(assets);
  }

  get list(): readonly Order[] {
    return this.#list;
  }

  find(id: string): Order | undefined {
    return this.#list.find((order) => order.id === id);
  }

  add(order: Order): void {
    assertOrder(order);
    this.#note(order);
    // A list of its own size: one to push to would have room for sixteen more.
    if (this.#list.length === 0) this.#list = [order];
    else this.#list.push(order);
    this.#isPendingKnown = false;
  }

  #keep(list: Order[]): void {
    this.#list = list;
    this.#isPendingKnown = false;
  }

  #note({ timeInForce, exitOf, exits }: Order): void {
    this.everTimed ||= timeInForce !== undefined || exits !== undefined;
    this.#everProtected ||= exitOf !== undefined || exits !== undefined;
  }

  drop(order: Order): void {
    // The usual case costs no search.
    this.#keep(
      this.#list.length === 1 && this.#list[0] === order ? [] : without(this.#list, order),
    );
  }

  /** Drops what is left of an order whose own terms end it. */
  end(order: Order, why: EndedOrder['why']): void {
    this.drop(order);
    this.#noteEnd(order, why);
  }

  /** Ends the orders that are good till a date that has come. */
  endExpired(time: number): void {
    this.endAll(({ expiresAt }) => expiresAt !== undefined && expiresAt <= time);
  }

  /** Ends the orders whose time is over. */
  endAll(isOver: (order: Order) => boolean): void {
    for (const order of this.#list) {
      if (isOver(order)) this.#noteEnd(order, 'expired');
    }
    this.dropAll(isOver);
  }

  #noteEnd(
    { id, asset, kind, quantity, exitOf, timeInForce }: Order,
    why: EndedOrder['why'],
  ): void {
    const isPlainMarket = kind === 'market' && timeInForce === undefined;
    if (exitOf === undefined && !isPlainMarket) {
      (this.#ended ??= []).push({ id, asset, quantity, why });
    }
  }

  takeEnded(): readonly EndedOrder[] | null {
    const ended = this.#ended;
    this.#ended = null;
    return ended;
  }

  /** Drops the orders for which `isOver` holds. */
  dropAll(isOver: (order: Order) => boolean): void {
    const list = this.#list;
    let first = 0;
    while (first < list.length && !isOver(list[first])) first++;
    if (first === list.length) return;
    const kept = list.slice();
    let count = first;
    for (let at = first + 1; at < list.length; at++) {
      if (!isOver(list[at])) kept[count++] = list[at];
    }
    kept.length = count;
    this.#keep(kept);
  }

  /** Puts what an order has become in its place. */
  replace(order: Order, next: Order): void {
    if (next !== order) this.#keep(this.#list.map((other) => (other === order ? next : other)));
  }

  /**
   * Keeps what is left of an order, last in the list.
   *
   * An exit that goes on at the market comes first: another market order does what is beyond it.
   */
  leave(order: Order, rest: Order): void {
    this.drop(order);
    if (rest.kind === 'market' && order.kind !== 'market' && rest.exitOf !== undefined) {
      const isMarket = ({ asset, kind }: Order) => asset === rest.asset && kind === 'market';
      let units = Math.abs(rest.quantity);
      this.#keep(
        this.#list.flatMap((other) => {
          if (!isMarket(other)) return [other];
          const left = Math.max(0, Math.abs(other.quantity) - units);
          units -= Math.abs(other.quantity) - left;
          return left > 0 ? [{ ...other, quantity: Math.sign(rest.quantity) * left }] : [];
        }),
      );
      this.#keep([rest, ...this.#list]);
    } else this.#keep([...this.#list, rest]);
  }

  /**
   * Makes the exits of an entry, of which `quantity` filled at `price`, orders, or those larger that wait already.
   *
   * @returns the new ones: the others meet each bar by themselves, and no bar twice
   */
  activateExits(entry: Order, quantity: number, price: number): readonly Order[] {
    const { asset, decidedAt, exits = [] } = entry;
    return exits.flatMap((plan) => {
      const live = this.find(plan.id);
      if (live !== undefined) {
        this.replace(live, { ...live, quantity: live.quantity - quantity });
        return [];
      }
      const exit = { ...plan, asset, quantity: -quantity, decidedAt, exitOf: entry.id };
      const order = Number.isNaN(exit.price)
        ? { ...exit, price: trailedPrice(exit, exit.price, price) }
        : exit;
      this.#keep([...this.#list, order]);
      return order;
    });
  }

  /** After an exit of so many units, or one that began: other exits of the same have that much less to do, entries nothing. */
  shrinkSiblings({ id, asset, kind, exitOf, quantity }: Order, units: number): void {
    const side = Math.sign(quantity);
    const isEntry = (order: Order) =>
      order.id === exitOf || order.exits?.some((plan) => plan.id === id) === true;
    const kept: Order[] = [];
    for (const order of this.#list) {
      const isOfSame =
        order.asset === asset &&
        (exitOf === POSITION || order.exitOf === exitOf || isEntry(order) || isPlain(order));
      const taken = kind === 'market' && isPlain(order) ? 0 : units;
      const left = side * order.quantity - taken;
      if (!isOfSame || (taken === 0 && left > 0)) kept.push(order);
      else if (left > 0) kept.push({ ...order, quantity: side * left });
    }
    this.#keep(kept);
  }

  /** Drops an asset's exits that have nothing to close. */
  dropIdleExits(asset: number, held: number): void {
    if (!this.#everProtected) return;
    this.dropAll(
      (order) =>
        order.asset === asset && order.exitOf !== undefined && !(order.quantity * held < 0),
    );
  }

  /** Returns whether an exit that had begun is among what it drops. */
  cancel(asset: number, which: CancelledOrders): boolean {
    const isCancelled = (order: Order) => order.asset === asset && isOfSort(order, which);
    const wasClosing = this.#list.some(
      (order) => order.kind === 'market' && order.exitOf !== undefined && isCancelled(order),
    );
    this.dropAll(isCancelled);
    return wasClosing;
  }

  pendingQuantity(asset: number): number {
    if (!this.#isPendingKnown) {
      this.#pending.fill(0);
      for (const order of this.#list) {
        if (isWorking(order)) this.#pending[order.asset] += order.quantity;
      }
      this.#isPendingKnown = true;
    }
    return this.#pending[asset];
  }

  /** Re-bases an asset's orders; they are on the tick grid again, and gone where that has no price for them. */
  applySplit(asset: number, ratio: number, tickSize: number): void {
    assert(ratio > 0, 'a split ratio is above 0');
    this.#keep(
      this.#list.flatMap((order) => {
        if (order.asset !== asset) return [order];
        return onWholeTicks(rebased(order, ratio), tickSize) ?? [];
      }),
    );
  }

  saveState(): readonly SavedOrder[] {
    return this.#list.map(saveOrder);
  }

  loadState(orders: readonly SavedOrder[]): void {
    this.#keep(orders.map(loadOrder));
    for (const order of this.#list) this.#note(order);
  }
}

function isOfSort(order: Order, sort: CancelledOrders): boolean {
  if (isWorking(order)) return sort === 'working';
  return sort === 'protective' || (sort === 'position-exits' && order.exitOf === POSITION);
}

/** A market order for a wish: what an exit closes, it need not. */
function isPlain({ kind, exitOf }: Order): boolean {
  return kind === 'market' && exitOf === undefined;
}

function without(list: readonly Order[], order: Order): Order[] {
  return list.filter((other) => other !== order);
}
