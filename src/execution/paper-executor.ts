import { assert, type MarketSlice } from '#base';
import type { TradingConfig } from '#config';
import { type Fill, wholeLots } from '#portfolio';
import { affordableQuantity, commission, slippedPrice } from './costs.ts';
import type { AccountView, Executor } from './executor.ts';
import { type MatchPhase, matchPrice } from './matching.ts';
import { type ExecutorState, loadOrder, type Order, saveOrder } from './order.ts';
import { protectivePrice } from './protective-price.ts';

/**
 * Fills orders against bars: the broker of backtests and paper trading.
 *
 * Fills of one bar take at most `maxVolumeFraction` of its volume, the rest waits. At one price, what
 * sells fills before what buys; a buy is cut to the cash at hand, the rest is dropped. A stop is matched
 * before a target. Either takes what it fills off the asset's other exits and ends its entries; what is
 * left of a stop goes on as a market order. A bar that opened before an order was decided on, because
 * another asset's bar had yet to close, fills it only at its close.
 */
export class PaperExecutor implements Executor {
  readonly #trading: TradingConfig;
  readonly #volumeKnown: readonly boolean[];
  /** Replaced, never changed, while a bar is matched. */
  #open: Order[] = [];
  /** Units of each asset's market orders; worked out when asked for after a change [assets]. */
  readonly #pending: Float64Array;
  #isPendingKnown = false;
  /** Units filled of the bar at `#barTime` [assets]; no state is saved inside a bar. */
  readonly #filledUnits: Float64Array;
  #barTime = Number.NaN;

  /** @param volumeKnown - per asset; a feed that reports no volume cannot cap a fill */
  constructor(trading: TradingConfig, volumeKnown: readonly boolean[]) {
    this.#trading = trading;
    this.#volumeKnown = volumeKnown;
    this.#filledUnits = new Float64Array(volumeKnown.length);
    this.#pending = new Float64Array(volumeKnown.length);
  }

  settle(
    slice: MarketSlice,
    phase: MatchPhase,
    account: AccountView,
    onFill: (fill: Fill) => void,
  ): void {
    if (this.#open.length === 0) return;
    if (slice.time !== this.#barTime) {
      this.#barTime = slice.time;
      this.#filledUnits.fill(0);
    }
    const waiting = this.#open;
    for (const order of phase === 'resting' ? waiting : inCashOrder(waiting, account)) {
      if (slice.present[order.asset] === 0) continue;
      // An earlier fill of this bar may have changed or dropped it.
      if (this.#open !== waiting && !this.#open.includes(order)) continue;
      const price = matchPrice(order, slice, phase);
      if (price > 0) this.#match(order, price, slice, phase, { account, onFill });
    }
  }

  #match(
    order: Order,
    reference: number,
    slice: MarketSlice,
    phase: MatchPhase,
    { account, onFill }: { account: AccountView; onFill: (fill: Fill) => void },
  ): void {
    const { asset } = order;
    if (phase !== 'close' && slice.opensAt[asset] < (order.notBefore ?? 0)) return;
    const rate = account.rate[asset];
    if (!(reference * rate > 0)) return;
    const isLimit = order.kind === 'limit';
    const price = isLimit ? reference : slippedPrice(reference, order.quantity, this.#trading);
    const capped = this.#withinVolume(order, slice.volume[asset]);
    if (capped === 0) return;
    const unitPrice = price * rate;
    const quantity = this.#withinCash(capped, unitPrice, asset, account);
    this.#keep(this.#open.filter((other) => other !== order));
    if (quantity === 0) return;
    this.#filledUnits[asset] += Math.abs(quantity);
    if (phase === 'resting') this.#shrinkSiblings(asset, quantity);
    if (quantity === capped && capped !== order.quantity) {
      this.#leave({ ...order, quantity: order.quantity - quantity });
    }
    const exchangeCost = Math.abs(quantity) * unitPrice * account.exchangeFee[asset];
    onFill({
      orderId: order.id,
      time: slice.time,
      asset,
      quantity,
      price,
      fee: commission(unitPrice, quantity, this.#trading),
      slippageCost: Math.abs(quantity * (price - reference)) * rate,
      ...(rate !== 1 && { rate }),
      ...(exchangeCost !== 0 && { exchangeCost }),
      reason: order.reason,
    });
  }

  /** After an exit of `quantity`: other exits have that much less to do, entries nothing. */
  #shrinkSiblings(asset: number, quantity: number): void {
    const left = this.#open.flatMap((order) => {
      if (order.asset !== asset) return [order];
      const units = Math.sign(quantity) * (order.quantity - quantity);
      return units > 0 ? [{ ...order, quantity: Math.sign(quantity) * units }] : [];
    });
    this.#keep(left);
  }

  /** Keeps the rest of an order; a stop's in the place of a smaller market order of its asset. */
  #leave(rest: Order): void {
    if (rest.kind !== 'stop') {
      this.#keep([...this.#open, rest]);
      return;
    }
    if (Math.abs(this.pendingQuantity(rest.asset)) >= Math.abs(rest.quantity)) return;
    this.cancel(rest.asset, 'market');
    this.#keep([...this.#open, { ...rest, kind: 'market', price: Number.NaN }]);
  }

  #withinVolume({ asset, quantity }: Order, volume: number): number {
    const { maxVolumeFraction, lotSize } = this.#trading;
    if (maxVolumeFraction === null || !this.#volumeKnown[asset]) return quantity;
    const left = Math.max(0, volume * maxVolumeFraction - this.#filledUnits[asset]);
    return Math.sign(quantity) * Math.min(Math.abs(quantity), wholeLots(left, lotSize));
  }

  /**
   * Only the part of a buy that opens or adds to a long needs cash; covering a short is always let through.
   *
   * @param price - a unit, account currency
   */
  #withinCash(quantity: number, price: number, asset: number, account: AccountView): number {
    if (!this.#trading.cashCheck || quantity <= 0) return quantity;
    const covering = Math.min(quantity, Math.max(0, -account.quantity[asset]));
    const costs = this.#trading;
    const exchangeFee = account.exchangeFee[asset];
    const exchanged = covering * price * exchangeFee;
    const coverCost = covering * price + commission(price, covering, costs) + exchanged;
    const affordable = affordableQuantity(account.cash - coverCost, price, costs, exchangeFee);
    const opening = quantity - covering;
    return covering + (opening <= affordable ? opening : wholeLots(affordable, costs.lotSize));
  }

  submit(order: Order): void {
    assert(Number.isFinite(order.quantity) && order.quantity !== 0, 'an order has a quantity');
    this.#open.push(order);
    this.#isPendingKnown = false;
  }

  cancel(asset: number, kind: 'market' | 'resting'): void {
    const others: Order[] = [];
    for (const order of this.#open) {
      if (order.asset !== asset || (order.kind === 'market') !== (kind === 'market')) {
        others.push(order);
      }
    }
    if (others.length < this.#open.length) this.#keep(others);
  }

  pendingQuantity(asset: number): number {
    if (!this.#isPendingKnown) {
      this.#pending.fill(0);
      for (const order of this.#open) {
        if (order.kind === 'market') this.#pending[order.asset] += order.quantity;
      }
      this.#isPendingKnown = true;
    }
    return this.#pending[asset];
  }

  #keep(orders: Order[]): void {
    this.#open = orders;
    this.#isPendingKnown = false;
  }

  get openOrders(): number {
    return this.#open.length;
  }

  applySplit(asset: number, ratio: number): void {
    const { tickSize } = this.#trading;
    this.#keep(
      this.#open.flatMap((order) =>
        order.asset === asset ? splitOrder(order, ratio, tickSize) : [order],
      ),
    );
  }

  saveState(): ExecutorState {
    return { openOrders: this.#open.map(saveOrder) };
  }

  loadState(state: ExecutorState): void {
    this.#keep(state.openOrders.map(loadOrder));
    this.#barTime = Number.NaN;
  }
}

/** In new units, on the tick grid again; none where no price of a tick or more is left. */
function splitOrder(order: Order, ratio: number, tickSize: number): Order[] {
  const { countedFrom, kind } = order;
  const quantity = order.quantity * ratio;
  const asked = order.price / ratio;
  if (countedFrom === undefined) return [{ ...order, quantity, price: asked }];
  const from = countedFrom / ratio;
  const price = protectivePrice({ kind, quantity }, asked, from, tickSize);
  return price > 0 ? [{ ...order, quantity, price, countedFrom: from }] : [];
}

/** Market orders: sales first, for their cash, then what covers a short, which is always let through, then the rest. */
function inCashOrder(open: readonly Order[], { quantity }: AccountView): readonly Order[] {
  const orders = open.filter(({ kind }) => kind === 'market');
  if (orders.length < 2) return orders;
  const rank = (order: Order) => (order.quantity < 0 ? 0 : quantity[order.asset] < 0 ? 1 : 2);
  return orders.sort((a, b) => rank(a) - rank(b));
}
