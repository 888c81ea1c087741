import type { MarketSlice, Stateful } from '#base';
import type { TradingConfig } from '#config';
import { wholeLots } from '../sizing/whole-lots.ts';
import {
  AccountWatch,
  type Breach,
  type Holdings,
  type TradingState,
  type WatchState,
} from './account-watch.ts';
import { type ExposureLimits, type Room, tightestRoom } from './exposure-room.ts';
import { type MarginState, MarginWatch } from './margin-watch.ts';
import {
  type Denial,
  denied,
  type OrderIntent,
  type Surroundings,
  type Verdict,
} from './order-intent.ts';
import { PairMatrix } from './pair-matrix.ts';
import { OrderRate, type OrderRateState } from './order-rate.ts';
import { PriceLog, type PriceLogState } from './price-log.ts';
import { ReturnHistory, type ReturnHistoryState } from './return-history.ts';
import { TailGauge } from './tail-gauge.ts';
import { WorstProducts } from './worst-products.ts';

/** What only switched on limits keep is absent without them. */
export interface RiskState extends WatchState {
  readonly prices?: PriceLogState;
  readonly history?: ReturnHistoryState;
  readonly orders?: OrderRateState;
  readonly margin?: MarginState;
}

const MINUTE_MS = 60_000;
/** Room for less than this share of equity is what adding up left over. */
const ROUNDING = 1e-9;
/** Halvings by which the largest size within a tail limit is found. */
const HALVINGS = 20;

/**
 * Watches the account and lets orders through.
 *
 * Every limit is checked in the positive form, so that NaN never passes. An order that only shrinks a
 * position is always let through. What is too large is cut to what fits; where history is too short to
 * measure a limit on tail risk, a position may be opened with the smallest size.
 */
export class RiskManager implements Stateful<RiskState> {
  readonly #limits: TradingConfig['risk'];
  readonly #symbols: readonly string[];
  readonly #lotSize: number;
  readonly #watch: AccountWatch;
  readonly #prices: PriceLog | null;
  readonly #history: ReturnHistory | null;
  readonly #gauge: TailGauge | null;
  readonly #rate: OrderRate | null;
  readonly #exposure: ExposureLimits;
  /** What positions need of equity, whether or not the gate is on; null where they need nothing. */
  readonly margin: MarginWatch | null;
  /** Whether limits are set that look at more than an order and its asset. */
  readonly looksAround: boolean;

  /** @param symbols - of all assets; may be left out where no limit looks around */
  constructor(
    {
      risk,
      groups,
      lotSize,
      margin,
    }: Pick<TradingConfig, 'risk' | 'groups' | 'lotSize' | 'margin'>,
    symbols: readonly string[] = [],
  ) {
    this.#limits = risk;
    this.#symbols = symbols;
    this.#lotSize = lotSize;
    const limitsTail = risk.maxValueAtRisk !== null || risk.maxConditionalValueAtRisk !== null;
    const measures = limitsTail || risk.maxCorrelatedFraction !== null;
    const looksAtPrices = risk.maxPriceMove !== null || risk.maxPriceAgeMinutes !== null;
    const count = symbols.length;
    this.#prices = measures || looksAtPrices ? new PriceLog(count) : null;
    const pairs = risk.maxCorrelatedFraction !== null || risk.tailMethod === 'normal';
    this.#history = measures ? new ReturnHistory(risk.historyBars, count, pairs) : null;
    this.#gauge =
      limitsTail && this.#history !== null ? new TailGauge(risk, this.#history, symbols) : null;
    this.#rate = risk.maxOrders === null ? null : new OrderRate(risk.maxOrders);
    this.#watch = new AccountWatch(risk, this.#gauge);
    this.margin = margin.initialFraction === null ? null : new MarginWatch(margin);
    const named = symbols.map((symbol) => groups[symbol] ?? null);
    this.#exposure = {
      risk,
      groups: named,
      groupNumbers: Int32Array.from(named, (group) => named.indexOf(group)),
      products:
        this.#history === null || risk.maxCorrelatedFraction === null
          ? null
          : new WorstProducts(count, new PairMatrix(this.#history, 'correlation')),
    };
    this.looksAround =
      this.#prices !== null ||
      this.#rate !== null ||
      risk.maxOpenOrders !== null ||
      risk.maxNetFraction !== null ||
      risk.maxGroupFraction !== null;
  }

  get state(): TradingState {
    return this.#watch.state;
  }

  /** Code that refuses whatever adds risk; null while trading is allowed. */
  get halt(): string | null {
    return this.state === 'ACTIVE' ? null : `TRADING_${this.state}`;
  }

  /** Takes the bars of a close into what limits are measured on, before or while trading. */
  learn(slice: MarketSlice): void {
    if (this.#prices === null) return;
    this.#prices.take(slice);
    this.#history?.push(slice.present, this.#prices.move);
  }

  /**
   * Takes the account at a bar's close; returns the breach that begins here, if any.
   *
   * @param holdings - what leverage and tail risk are measured on; without it they count as breached
   */
  observe(time: number, equity: number, holdings?: Holdings): Breach | null {
    return this.#limits.enabled ? this.#watch.observe(time, equity, holdings) : null;
  }

  /** The order, the part of it that may go, or why it may not. What is let through counts as sent. */
  check(order: OrderIntent): Verdict {
    const verdict = this.#judge(order);
    const time = order.around?.time;
    if (verdict.kind === 'approved' && Number.isFinite(time)) this.#rate?.note(time ?? 0);
    return verdict;
  }

  /** What limits leave by now of an order that already waits: it is not counted again. */
  review(order: OrderIntent): Verdict {
    return this.#judge(order, true);
  }

  #judge(order: OrderIntent, waits = false): Verdict {
    const { quantity, held } = order;
    if (!Number.isFinite(quantity) || quantity === 0) {
      return denied('QUANTITY_INVALID', { quantity });
    }
    const reducing = Math.sign(quantity) === -Math.sign(held);
    const exit = reducing ? Math.sign(quantity) * Math.min(Math.abs(quantity), Math.abs(held)) : 0;
    if (exit === quantity) return { kind: 'approved', quantity };
    const gated: Verdict = this.#limits.enabled
      ? this.#gate(order, exit, waits)
      : { kind: 'approved', quantity };
    return this.margin === null || gated.kind === 'denied'
      ? gated
      : this.#withinMargin(order, exit, gated, this.margin);
  }

  #gate(order: OrderIntent, exit: number, waits: boolean): Verdict {
    const refusal = this.#refusal(order) ?? (waits ? null : this.#refusalAround(order));
    if (refusal !== null) {
      return exit === 0
        ? refusal
        : { kind: 'approved', quantity: exit, cutBy: refusal.code, moreLater: true };
    }
    const within = this.#withinExposure(order, exit);
    return within.kind === 'approved' && within.quantity !== exit
      ? this.#withinTail(order, exit, within)
      : within;
  }

  #refusal({ quantity, held, price, equity, otherGross }: OrderIntent): Denial | null {
    if (this.halt !== null) return denied(this.halt, { state: this.state });
    if (!Number.isFinite(held + quantity)) return denied('QUANTITY_INVALID', { quantity, held });
    if (!(Number.isFinite(price) && price > 0)) return denied('PRICE_INVALID', { price });
    if (
      !(Number.isFinite(equity) && equity > 0 && Number.isFinite(otherGross) && otherGross >= 0)
    ) {
      return denied('EQUITY_INVALID', { equity, otherGross });
    }
    return null;
  }

  /** What is wrong with prices or the number of orders, whatever the size. */
  #refusalAround({ around, price }: OrderIntent): Denial | null {
    if (!this.looksAround) return null;
    if (around === undefined || !this.#isWhole(around)) {
      return denied('SURROUNDINGS_UNKNOWN', { asset: around?.asset, assets: this.#symbols.length });
    }
    const { asset, time, openOrders } = around;
    const { maxOpenOrders, maxOrders, orderWindowMinutes, maxPriceMove } = this.#limits;
    if (maxOpenOrders !== null && !(openOrders >= 0 && openOrders < maxOpenOrders)) {
      return denied('MAX_OPEN_ORDERS', { open: openOrders, limit: maxOpenOrders });
    }
    const minutes = (this.#rate?.sinceOldest(time) ?? Number.POSITIVE_INFINITY) / MINUTE_MS;
    if (!(minutes >= orderWindowMinutes)) {
      return denied('ORDER_RATE', { orders: maxOrders, minutes, window: orderWindowMinutes });
    }
    const move = Math.abs(this.#prices?.move[asset] ?? Number.NaN);
    if (maxPriceMove !== null && !(move <= maxPriceMove)) {
      return denied('PRICE_COLLAR', { price, move, limit: maxPriceMove });
    }
    return this.#staleness(around);
  }

  /** Whether it is about the assets this gate knows. */
  #isWhole({ asset, held, filled }: Surroundings): boolean {
    const count = this.#symbols.length;
    const isKnown = Number.isInteger(asset) && asset >= 0 && asset < count;
    return isKnown && held.length === count && filled.length === count;
  }

  /** Equity and exposure are only as fresh as the oldest price in them. */
  #staleness({ asset, time, held, filled }: Surroundings): Denial | null {
    const { maxPriceAgeMinutes } = this.#limits;
    if (maxPriceAgeMinutes === null) return null;
    for (let other = 0; other < held.length; other++) {
      if (other !== asset && held[other] === 0 && filled[other] === 0) continue;
      const minutes = (time - (this.#prices?.time[other] ?? Number.NaN)) / MINUTE_MS;
      if (!(minutes >= 0 && minutes <= maxPriceAgeMinutes)) {
        const symbol = this.#symbols[other];
        return denied('REFERENCE_STALE', { symbol, minutes, limit: maxPriceAgeMinutes });
      }
    }
    return null;
  }

  /** Cuts the position to whole lots within the tightest limit, but never into the exit. */
  #withinExposure(order: OrderIntent, exit: number): Verdict {
    const wanted = order.held + order.quantity;
    const room = tightestRoom(order, Math.sign(wanted), this.#exposure);
    return this.#cutTo(order, exit, room);
  }

  /** Nothing is added while a margin call is not met, nor beyond what equity allows. */
  #withinMargin(
    order: OrderIntent,
    exit: number,
    gated: Verdict & { kind: 'approved' },
    margin: MarginWatch,
  ): Verdict {
    const { equity, otherGross } = order;
    if (margin.isCalled) {
      if (exit === 0) return denied('MARGIN_CALL', { equity, otherGross });
      return { kind: 'approved', quantity: exit, cutBy: 'MARGIN_CALL', moreLater: true };
    }
    const cut = this.#cutTo({ ...order, quantity: gated.quantity }, exit, margin.room(order));
    return cut.kind === 'approved' && cut.cutBy === undefined ? gated : cut;
  }

  #cutTo(order: OrderIntent, exit: number, { code, value, numbers }: Room): Verdict {
    const { quantity, held, price, equity } = order;
    const largest = wholeLots(value / price, this.#lotSize);
    const wanted = held + quantity;
    if (Math.abs(wanted) <= largest) return { kind: 'approved', quantity };
    const allowed = Math.sign(wanted) * largest - held;
    const isRounding = Math.abs(allowed) * price <= ROUNDING * equity;
    const grows = Math.sign(allowed) === Math.sign(quantity) && !isRounding;
    const cut = grows && Math.abs(allowed) >= Math.abs(exit) ? allowed : exit;
    if (cut !== 0) return { kind: 'approved', quantity: cut, cutBy: code };
    return denied(code, { wanted, largest, ...numbers() });
  }

  /** Cuts what would leave the positions with more tail risk than allowed, or with one nobody can tell. */
  #withinTail(order: OrderIntent, exit: number, within: Verdict & { kind: 'approved' }): Verdict {
    const { held, price, equity, around } = order;
    const gauge = this.#gauge;
    if (gauge === null || around === undefined) return within;
    gauge.consider(around, around.asset, equity);
    const finding = gauge.judgeWith((held + within.quantity) * price);
    if (finding.kind === 'within') return within;
    if (finding.kind === 'unknown') {
      // Nothing is added to it: the room for a little more would be traded at every bar.
      const opens = held === 0 || exit !== 0;
      const value = opens ? this.#limits.smallestFraction * equity : 0;
      const room = { code: 'HISTORY_SHORT', value, numbers: () => finding.numbers };
      const small = this.#cutTo({ ...order, quantity: within.quantity }, exit, room);
      if (small.kind === 'denied') return small;
      return small.cutBy === undefined ? within : { ...small, moreLater: true };
    }
    const { code, value, limit } = finding;
    const fits = this.#largest(order, exit, within.quantity, gauge);
    if (fits === 0) return denied(code, { quantity: within.quantity, value, limit });
    // What waits may keep it back only until it is clear how much of it fills.
    const moreLater = gauge.fitsFilled(around, (held + within.quantity) * price);
    return { kind: 'approved', quantity: fits, cutBy: code, ...(moreLater && { moreLater }) };
  }

  /** Between an exit and a quantity that is too much, by halving; it has been judged itself. */
  #largest({ held, price }: OrderIntent, exit: number, tooMuch: number, gauge: TailGauge): number {
    const side = Math.sign(held + tooMuch);
    let fits = exit;
    let low = Math.abs(held + exit);
    let high = Math.abs(held + tooMuch);
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (low + high) / 2;
      const quantity = side * wholeLots(middle, this.#lotSize) - held;
      const grows = Math.abs(quantity) > Math.abs(exit) && side * quantity > 0;
      if (grows && gauge.judgeWith((held + quantity) * price).kind !== 'within') high = middle;
      else {
        low = middle;
        if (grows) fits = quantity;
      }
    }
    return fits;
  }

  /** Lifts a halt or a reduction; the drawdown is measured anew from the equity of now. */
  resume(): void {
    this.#watch.resume();
  }

  saveState(): RiskState {
    return {
      ...this.#watch.saveState(),
      ...(this.#prices === null ? {} : { prices: this.#prices.saveState() }),
      ...(this.#history === null ? {} : { history: this.#history.saveState() }),
      ...(this.#rate === null ? {} : { orders: this.#rate.saveState() }),
      ...(this.margin === null ? {} : { margin: this.margin.saveState() }),
    };
  }

  /** What a state from before a limit was switched on lacks is learned anew. */
  loadState({ prices, history, orders, margin, ...watch }: RiskState): void {
    this.#watch.loadState(watch);
    if (prices !== undefined) this.#prices?.loadState(prices);
    if (history !== undefined) this.#history?.loadState(history);
    if (orders !== undefined) this.#rate?.loadState(orders);
    this.margin?.loadState(margin ?? { isCalled: false });
  }
}
