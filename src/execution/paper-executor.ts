import type { MarketSlice } from '#base';
import type { TradingConfig } from '#config';
import { type Fill, wholeLots } from '#portfolio';
import { CostEvidence } from './costs/cost-evidence.ts';
import { TradeCosts, UNKNOWN_LIQUIDITY } from './costs/trade-costs.ts';
import { TradedVolume } from './costs/traded-volume.ts';
import { delistingFills } from './delisting.ts';
import type { AccountView, CancelledOrders, EndedOrder, Executor } from './executor.ts';
import { type FinerBars, finerPath } from './finer-bars.ts';
import {
  afterBar,
  type BarPath,
  isMarketable,
  matchPrice,
  pathAfterEntry,
  pathFrom,
  triggered,
} from './matching.ts';
import { OpenOrders } from './open-orders.ts';
import { type ExecutorState, type Order, withinPosition } from './order.ts';
import {
  hasBar,
  inCashOrder,
  inPathOrder,
  isMomentary,
  type MatchPhase,
  momentOf,
} from './order-timing.ts';
import { type Sessions, WHOLE_SESSIONS } from './sessions.ts';

/** What a broker of the past knows of its market. */
export interface PaperMarket {
  /** Every bar is a session where absent. */
  readonly sessions?: Sessions;
  /** Per asset the stamp at which what is held of it is closed, its bars having ended; NaN is never. */
  readonly delistedAt?: readonly number[];
  /** Tells in which order prices were met inside a bar; the worst is taken where absent. */
  readonly finerBars?: FinerBars;
}

/** One phase of one bar, and who is told of its fills. */
interface Matching {
  readonly slice: MarketSlice;
  readonly phase: MatchPhase;
  readonly account: AccountView;
  readonly onFill: (fill: Fill) => void;
}

/**
 * Fills orders against bars: the broker of backtests and paper trading. docs/orders-and-fills.md has the rules.
 *
 * Fills of one bar take at most `maxVolumeFraction` of its volume, the rest waits. At one price, what
 * sells fills before what buys; a buy is cut to the cash at hand, the rest is dropped. A stop is matched
 * before a target. Either takes what it fills off the other exits of the same and ends their entries;
 * what is left of a stop goes on as a market order. A bar that opened before an order was decided on,
 * because another asset's bar had yet to close, fills it only at its close.
 */
export class PaperExecutor implements Executor {
  readonly #trading: TradingConfig;
  readonly #volumeFrom: readonly number[];
  readonly #delistedAt: readonly number[] | undefined;
  readonly #sessions: Sessions;
  readonly #finerBars: FinerBars | undefined;
  readonly #costs: TradeCosts;
  /** Null where no cost depends on it. */
  readonly #evidence: CostEvidence | null;
  /** Whether bars matter even where no order waits. */
  readonly #looksAtBars: boolean;
  readonly #traded: TradedVolume | null;
  readonly #orders: OpenOrders;
  /** Units filled of the bar at `#barTime` [assets]; no state is saved inside a bar. */
  readonly #filledUnits: Float64Array;
  #barTime = Number.NaN;
  /** Of the bar that an order is met against. */
  readonly #path = { open: Number.NaN, high: Number.NaN, low: Number.NaN, close: Number.NaN };

  /**
   * @param volumeFrom - stamp of each asset's first bar with a volume, UTC epoch ms, NaN for none: before it, a
   *   feed may report none, which cannot cap a fill
   */
  constructor(
    trading: TradingConfig,
    volumeFrom: readonly number[],
    { sessions = WHOLE_SESSIONS, delistedAt, finerBars }: PaperMarket = {},
  ) {
    const assets = volumeFrom.length;
    this.#trading = trading;
    this.#orders = new OpenOrders(assets);
    this.#volumeFrom = volumeFrom;
    this.#delistedAt = delistedAt;
    this.#sessions = sessions;
    this.#finerBars = finerBars;
    this.#costs = new TradeCosts(trading);
    this.#evidence = this.#costs.readsBars
      ? new CostEvidence(assets, trading.costs.halfLifeBars)
      : null;
    this.#looksAtBars = this.#evidence !== null || delistedAt !== undefined;
    this.#traded = this.#costs.countsTraded ? new TradedVolume() : null;
    this.#filledUnits = new Float64Array(assets);
  }

  get isIdle(): boolean {
    return this.#orders.list.length === 0 && !this.#looksAtBars;
  }

  settle(
    slice: MarketSlice,
    phase: MatchPhase,
    account: AccountView,
    onFill: (fill: Fill) => void,
  ): void {
    const matching = { slice, phase, account, onFill };
    if (slice.time !== this.#barTime) {
      this.#barTime = slice.time;
      this.#filledUnits.fill(0);
      this.#evidence?.observe(slice);
    }
    if (this.#delistedAt !== undefined) this.#closeDelisted(this.#delistedAt, matching);
    if (this.#orders.list.length === 0) return;
    if (this.#orders.everTimed) this.#orders.endExpired(slice.time);
    this.#meetAll(matching);
    if (this.#orders.everTimed) this.#endDay(matching);
  }

  #meetAll(matching: Matching): void {
    const { phase, account } = matching;
    const waiting = this.#orders.list;
    const sequence =
      phase === 'resting' ? inPathOrder(waiting) : inCashOrder(waiting, account.quantity);
    if (phase === 'resting' && this.#finerBars !== undefined) {
      const first = sequence.filter(({ timeInForce }) => timeInForce !== 'cls').filter(isMomentary);
      this.#meetEach(first, waiting, matching);
      this.#meetFinely(matching);
      const others = sequence.filter((order) => !first.includes(order));
      this.#meetEach(others, waiting, matching);
    } else this.#meetEach(sequence, waiting, matching);
  }

  /** Meets orders of a list as far as they are still there. */
  #meetEach(orders: readonly Order[], list: readonly Order[], matching: Matching): void {
    for (const order of orders) {
      // An earlier fill of this bar may have changed or dropped it.
      const left = this.#orders.list === list ? order : this.#orders.find(order.id);
      if (left !== undefined) this.#meet(left, matching);
    }
  }

  /** Takes what waits for a price along the finer bars of each asset that has them. */
  #meetFinely(matching: Matching): void {
    const { slice, phase } = matching;
    const isInside = (order: Order) =>
      hasBar(order, slice) && momentOf(order, phase, slice.time, this.#sessions) === 'inside';
    for (let asset = 0; asset < slice.close.length; asset++) {
      for (const path of this.#finerPath(slice, asset) ?? []) {
        const list = this.#orders.list.filter((order) => order.asset === asset && isInside(order));
        for (const { id } of inPathOrder(list)) {
          const order = this.#orders.find(id);
          if (order !== undefined) this.#meetInside(order, path, matching);
        }
      }
    }
  }

  #finerPath(slice: MarketSlice, asset: number): readonly BarPath[] | null {
    if (this.#finerBars === undefined) return null;
    return finerPath(pathFrom(slice, asset), this.#finerBars(asset, slice.time));
  }

  /** Ends the orders of a day in the last phase of its last bar. */
  #endDay({ slice, phase }: Matching): void {
    if (phase !== (this.#trading.fillRule === 'next-open' ? 'resting' : 'close')) return;
    this.#orders.endAll((order) => this.#hasHadItsDay(order, slice));
  }

  #closeDelisted(delistedAt: readonly number[], { slice, account, onFill }: Matching): void {
    const { haircut } = this.#trading.delisting;
    this.#orders.endAll(({ asset }) => slice.time >= delistedAt[asset]);
    for (const fill of delistingFills({ slice, account, delistedAt, haircut })) onFill(fill);
  }

  #hasHadItsDay(order: Order, slice: MarketSlice): boolean {
    return (
      order.timeInForce === 'day' &&
      order.decidedAt < slice.time &&
      hasBar(order, slice) &&
      this.#sessions.closesWith(order.asset, slice.time)
    );
  }

  #meet(order: Order, matching: Matching): void {
    const { slice, phase } = matching;
    const { asset } = order;
    if (phase === 'close' ? slice.present[asset] === 0 : !hasBar(order, slice)) return;
    const moment = momentOf(order, phase, slice.time, this.#sessions);
    if (moment === null) return;
    const isFine = phase === 'resting' && this.#finerPath(slice, asset) !== null;
    if (moment === 'inside') {
      if (!isFine) this.#meetInside(order, this.#pathOf(slice, asset), matching);
      return;
    }
    const price = moment === 'open' ? slice.open[asset] : slice.close[asset];
    if (isMarketable(order, price, this.#trading)) {
      const path =
        moment === 'open' && phase === 'resting' && !isFine ? this.#pathOf(slice, asset) : null;
      this.#fill(order, price, path, matching);
    } else this.#orders.end(order, 'unmet');
  }

  /** Overwritten by the next call: many orders are met against a bar, one after another. */
  #pathOf({ open, high, low, close }: MarketSlice, asset: number): BarPath {
    const path = this.#path;
    path.open = open[asset];
    path.high = high[asset];
    path.low = low[asset];
    path.close = close[asset];
    return path;
  }

  #meetInside(order: Order, path: BarPath, matching: Matching): void {
    const reference = matchPrice(order, path, this.#trading);
    if (reference > 0) this.#fill(order, reference, path, matching);
    else this.#orders.replace(order, afterBar(order, path));
  }

  /** Trades what an order may of its quantity; `path` is what the bar still holds for its exits, if any. */
  #fill(order: Order, reference: number, path: BarPath | null, matching: Matching): void {
    const { asset } = order;
    const { slice, account, onFill } = matching;
    if (!(account.rate[asset] > 0)) return;
    const wanted = withinPosition(order, account.quantity[asset]);
    const capped = this.#withinVolume(asset, wanted, slice);
    if (capped === 0) {
      this.#wait(order, wanted);
      return;
    }
    const quantity = this.#withinCash(order, capped, reference, account, slice.time);
    const why = quantity === capped ? 'unmet' : 'unpaid';
    if (quantity === 0 || (order.timeInForce === 'fok' && quantity !== order.quantity)) {
      this.#orders.end(order, why);
      return;
    }
    this.#orders.drop(order);
    this.#filledUnits[asset] += Math.abs(quantity);
    if (order.exitOf !== undefined) this.#orders.shrinkSiblings(order, Math.abs(quantity));
    if (quantity !== wanted) {
      const rest = { ...order, quantity: wanted - quantity };
      if (why === 'unpaid' || isMomentary(order)) this.#orders.end(rest, why);
      else this.#orders.leave(order, triggered(rest));
    }
    const exits =
      order.exits === undefined ? NONE : this.#orders.activateExits(order, quantity, reference);
    onFill(this.#priced(order, quantity, reference, matching));
    this.#orders.dropIdleExits(asset, account.quantity[asset]);
    if (path === null || exits.length === 0) return;
    const left = pathAfterEntry(order, reference, path);
    for (const exit of inPathOrder(exits)) {
      const live = this.#orders.find(exit.id);
      if (live !== undefined) this.#meetInside(live, left, matching);
    }
  }

  /** An order whose price is met while nothing can be traded: stops are triggered all the same. */
  #wait(order: Order, wanted: number): void {
    if (wanted === 0 || isMomentary(order)) {
      this.#orders.end(order, 'unmet');
      return;
    }
    const next = triggered(order);
    if (next === order) return;
    if (order.exitOf !== undefined) this.#orders.shrinkSiblings(order, 0);
    this.#orders.leave(order, next);
  }

  #withinVolume(asset: number, quantity: number, { time, volume }: MarketSlice): number {
    const { maxVolumeFraction, lotSize } = this.#trading;
    if (maxVolumeFraction === null || !(time >= this.#volumeFrom[asset])) return quantity;
    const left = Math.max(0, volume[asset] * maxVolumeFraction - this.#filledUnits[asset]);
    return Math.sign(quantity) * Math.min(Math.abs(quantity), wholeLots(left, lotSize));
  }

  /** Only the part of a buy that opens or adds to a long needs cash; covering a short is always let through. */
  #withinCash(
    order: Order,
    quantity: number,
    reference: number,
    account: AccountView,
    time: number,
  ): number {
    const { cashCheck, lotSize } = this.#trading;
    if (!cashCheck || quantity <= 0) return quantity;
    const { cash } = account;
    const rate = account.rate[order.asset];
    const exchangeFee = account.exchangeFee[order.asset];
    const covering = Math.min(quantity, Math.max(0, -account.quantity[order.asset]));
    const opening = quantity - covering;
    if (this.#costs.isPlain) {
      const price = this.#price(order, quantity, reference) * rate;
      const affordable = this.#costs.plainUnitsFor(cash, price, covering, exchangeFee);
      return covering + (opening <= affordable ? opening : wholeLots(affordable, lotSize));
    }
    const spent = (units: number) => {
      const price = this.#price(order, units, reference) * rate;
      const fee = this.#costs.fee(price, units, this.#traded?.at(time) ?? 0);
      return units * price * (1 + exchangeFee) + fee;
    };
    const affordable = this.#costs.affordable(cash, [covering, quantity], spent);
    if (affordable === quantity) return quantity;
    const whole = covering + wholeLots(affordable - covering, lotSize);
    return spent(whole) <= cash ? whole : Math.max(covering, whole - lotSize);
  }

  /** What is paid a unit: a limit’s price is the worst that its order pays. */
  #price(order: Order, quantity: number, reference: number): number {
    const { asset, kind } = order;
    if (kind === 'limit') return reference;
    const liquidity = this.#evidence?.of(asset) ?? UNKNOWN_LIQUIDITY;
    const price = this.#costs.price(reference, quantity, liquidity);
    if (kind !== 'stop-limit') return price;
    const { limitPrice = Number.NaN } = order;
    return quantity > 0 ? Math.min(price, limitPrice) : Math.max(price, limitPrice);
  }

  /** The fill with its costs, which are counted. */
  #priced(
    order: Order,
    quantity: number,
    reference: number,
    { account, slice: { time } }: Matching,
  ): Fill {
    const { id: orderId, asset, reason } = order;
    const rate = account.rate[asset];
    const price = this.#price(order, quantity, reference);
    const unitPrice = price * rate;
    const fee = this.#costs.fee(unitPrice, quantity, this.#traded?.at(time) ?? 0);
    this.#traded?.add(time, this.#costs.amount(unitPrice, quantity));
    const exchangeCost = Math.abs(quantity) * unitPrice * account.exchangeFee[asset];
    const fill = {
      orderId,
      time,
      asset,
      quantity,
      price,
      fee,
      slippageCost: Math.abs(quantity * (price - reference)) * rate,
      reason,
    };
    if (this.#costs.isPlain && rate === 1 && exchangeCost === 0) return fill;
    const exchanged = {
      ...fill,
      ...(rate !== 1 && { rate }),
      ...(exchangeCost !== 0 && { exchangeCost }),
    };
    if (this.#costs.isPlain) return exchanged;
    const liquidity = this.#evidence?.of(asset) ?? UNKNOWN_LIQUIDITY;
    return { ...exchanged, ...this.#costs.parts(fill.slippageCost, quantity, liquidity) };
  }

  submit(order: Order): void {
    this.#orders.add(order);
  }

  takeEnded(): readonly EndedOrder[] | null {
    return this.#orders.takeEnded();
  }

  cancel(asset: number, which: CancelledOrders): boolean {
    return this.#orders.list.length > 0 && this.#orders.cancel(asset, which);
  }

  pendingQuantity(asset: number): number {
    return this.#orders.pendingQuantity(asset);
  }

  get openOrders(): number {
    return this.#orders.list.length;
  }

  applySplit(asset: number, ratio: number): void {
    this.#orders.applySplit(asset, ratio, this.#trading.tickSize);
    this.#evidence?.applySplit(asset, ratio);
  }

  saveState(): ExecutorState {
    return {
      openOrders: this.#orders.saveState(),
      ...(this.#traded !== null && { traded: this.#traded.saveState() }),
      ...(this.#evidence !== null && { evidence: this.#evidence.saveState() }),
    };
  }

  loadState({ openOrders, traded, evidence }: ExecutorState): void {
    this.#orders.loadState(openOrders);
    this.#barTime = Number.NaN;
    if (traded !== undefined) this.#traded?.loadState(traded);
    if (evidence !== undefined) this.#evidence?.loadState(evidence);
  }
}

const NONE: readonly Order[] = [];
