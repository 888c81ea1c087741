import { assert, type MarketSlice } from '#base';
import type { TradingConfig } from '#config';
import type { Fill } from '#portfolio';
import { affordableQuantity, commission, slippedPrice } from './costs.ts';
import type { AccountView, Executor } from './executor.ts';
import { type MatchPhase, matchPrice } from './matching.ts';
import { type ExecutorState, loadOrder, type Order, saveOrder } from './order.ts';

/**
 * Fills orders against bars: the broker of backtests and paper trading.
 *
 * A fill takes at most `maxVolumeFraction` of the bar's volume, the rest waits; a buy is cut to the cash
 * at hand, the rest is dropped. A stop is matched before a target, and filling either drops the other.
 */
export class PaperExecutor implements Executor {
  readonly #trading: TradingConfig;
  readonly #volumeKnown: readonly boolean[];
  #open: Order[] = [];

  /** @param volumeKnown - per asset; a feed that reports no volume cannot cap a fill */
  constructor(trading: TradingConfig, volumeKnown: readonly boolean[]) {
    this.#trading = trading;
    this.#volumeKnown = volumeKnown;
  }

  settle(
    slice: MarketSlice,
    phase: MatchPhase,
    account: AccountView,
    onFill: (fill: Fill) => void,
  ): void {
    if (this.#open.length === 0) return;
    const waiting = this.#open;
    this.#open = [];
    const spent = phase === 'resting' ? new Set<number>() : null;
    for (const order of waiting) {
      if (order.kind !== 'market' && spent?.has(order.asset)) continue;
      const left = this.#match(order, slice, phase, account, onFill);
      if (left !== order && spent !== null) {
        spent.add(order.asset);
        this.cancel(order.asset, 'resting');
      }
      if (left !== null) this.#open.push(left);
    }
  }

  /** What is left of the order after this bar's phase: itself, a smaller one, or nothing. */
  #match(
    order: Order,
    slice: MarketSlice,
    phase: MatchPhase,
    account: AccountView,
    onFill: (fill: Fill) => void,
  ): Order | null {
    const { asset } = order;
    if (slice.present[asset] === 0) return order;
    const reference = matchPrice(order, slice, phase, this.#trading.fillRule);
    if (!(reference > 0)) return order;
    const isLimit = order.kind === 'limit';
    const price = isLimit ? reference : slippedPrice(reference, order.quantity, this.#trading);
    const capped = this.#withinVolume(order, slice.volume[asset]);
    const quantity = this.#withinCash(capped, price, asset, account);
    if (quantity === 0) return quantity === capped ? order : null;
    onFill({
      orderId: order.id,
      time: slice.time,
      asset,
      quantity,
      price,
      fee: commission(price, quantity, this.#trading),
      slippageCost: Math.abs(quantity * (price - reference)),
      reason: order.reason,
    });
    if (quantity !== capped || capped === order.quantity) return null;
    return { ...order, quantity: order.quantity - quantity };
  }

  #withinVolume({ asset, quantity }: Order, volume: number): number {
    const { maxVolumeFraction } = this.#trading;
    if (maxVolumeFraction === null || !this.#volumeKnown[asset]) return quantity;
    return (
      Math.sign(quantity) * Math.min(Math.abs(quantity), this.#lots(volume * maxVolumeFraction))
    );
  }

  /** Only the part of a buy that opens or adds to a long needs cash; covering a short is always let through. */
  #withinCash(quantity: number, price: number, asset: number, account: AccountView): number {
    if (!this.#trading.cashCheck || quantity <= 0) return quantity;
    const covering = Math.min(quantity, Math.max(0, -account.quantity[asset]));
    const costs = this.#trading;
    const coverCost = covering * price + commission(price, covering, costs);
    const affordable = affordableQuantity(account.cash - coverCost, price, costs);
    const opening = quantity - covering;
    return covering + (opening <= affordable ? opening : this.#lots(affordable));
  }

  #lots(quantity: number): number {
    const { lotSize } = this.#trading;
    return lotSize > 0 ? Math.floor(quantity / lotSize) * lotSize : quantity;
  }

  submit(order: Order): void {
    assert(Number.isFinite(order.quantity) && order.quantity !== 0, 'an order has a quantity');
    this.#open.push(order);
  }

  cancel(asset: number, kind: 'market' | 'resting'): void {
    if (this.#open.length === 0) return;
    this.#open = this.#open.filter(
      (order) => order.asset !== asset || (order.kind === 'market') !== (kind === 'market'),
    );
  }

  pendingQuantity(asset: number): number {
    let pending = 0;
    for (const order of this.#open) {
      if (order.asset === asset && order.kind === 'market') pending += order.quantity;
    }
    return pending;
  }

  applySplit(asset: number, ratio: number): void {
    this.#open = this.#open.map((order) =>
      order.asset === asset
        ? { ...order, quantity: order.quantity * ratio, price: order.price / ratio }
        : order,
    );
  }

  saveState(): ExecutorState {
    return { openOrders: this.#open.map(saveOrder) };
  }

  loadState(state: ExecutorState): void {
    this.#open = state.openOrders.map(loadOrder);
  }
}
