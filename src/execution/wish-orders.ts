import type { MarketSlice } from '#base';
import { type OrderIntent, PositionSizer, type Sizing, type Wish, wholeTicks } from '#portfolio';
import { entryPrices, type SignalTerms } from '#strategies';
import { type Bracket, exitPlans, isMet } from './brackets.ts';
import type { DeskParts } from './desk-setup.ts';
import { AccountSurvey, addsTo, otherGross, type Valued } from './exposure.ts';
import { marketOrder } from './market-order.ts';
import { decision, type ExitPlan, type Order, orderId } from './order.ts';
import { onWholeTicks } from './whole-tick-order.ts';

/**
 * The order that a wish needs now, if any, and what becomes of the wish: it is done with, `open` to be
 * tried again, `cut` by limits, or `spent`, given up until it is said again.
 */
export interface MadeOrder {
  readonly order: Order | null;
  readonly wish: 'done' | 'open' | 'cut' | 'spent';
}

const NO_TERMS: SignalTerms = Object.freeze({});
const DONE: MadeOrder = Object.freeze({ order: null, wish: 'done' });
const OPEN: MadeOrder = Object.freeze({ order: null, wish: 'open' });
const SPENT: MadeOrder = Object.freeze({ order: null, wish: 'spent' });

/**
 * Makes orders of wishes: sized, within limits, at the price and with the exits that a signal names.
 *
 * An entry is sized and judged at its own price where that is above the last close. Once its order waits
 * the wish is done with, whatever limits cut off.
 */
export class WishOrders {
  readonly #setup: DeskParts;
  readonly #sizer: PositionSizer;
  readonly #survey: AccountSurvey;
  /** False until an order was made that may wait, so that none needs to be looked for. */
  #everWaited = false;

  constructor(setup: DeskParts) {
    this.#setup = setup;
    this.#sizer = new PositionSizer(setup.desk.trading);
    this.#survey = new AccountSurvey(setup.desk.symbols.length);
  }

  /** Takes over what waits in a state that was loaded; where assets are weighed together nothing does. */
  resume(): void {
    const { desk, signals } = this.#setup;
    this.#everWaited =
      desk.trading.sizing.method !== 'portfolio' &&
      signals.some((signal) => signal !== null && waits(signal));
  }

  /** The order for a wish of an asset that has no other working order. */
  orderOf(wish: Wish, slice: MarketSlice): MadeOrder {
    const { asset, targetPosition } = wish;
    const { book, risk, log } = this.#setup;
    const terms = this.#termsOf(wish);
    const held = book.quantity[asset];
    const side = Math.sign(targetPosition);
    const { quantity: target, reason: unsized } = this.#size(wish, terms);
    // While the new position waits for its price, the old one is no longer wanted.
    const isTurn = terms.entry !== undefined && side * held < 0;
    const quantity = isTurn ? -held : target - held;
    const unmet = hasOneTry(terms, slice.time) ? SPENT : OPEN;
    if (quantity === 0) return unsized === null ? DONE : unmet;
    const isEntry = !isTurn && Math.sign(quantity) === side;
    const entry = isEntry ? this.#entryOrder(wish, quantity, slice) : null;
    if (isEntry && entry === null) return SPENT;
    const verdict = risk.check(this.#intent(asset, quantity, terms, slice));
    if (verdict.kind === 'denied') {
      log.noteDenial(asset, slice.time, verdict);
      return unmet;
    }
    log.noteApproval(asset);
    const order =
      entry === null
        ? this.#marketOrder(wish, verdict.quantity, slice)
        : resized(entry, verdict.quantity);
    if (isEntry && waits(terms)) {
      this.#everWaited = true;
      return { order, wish: 'done' };
    }
    if (isTurn || unsized !== null) return { order, wish: 'open' };
    if (verdict.cutBy === undefined) return { order, wish: 'done' };
    return { order, wish: verdict.moreLater === true ? 'open' : 'cut' };
  }

  /** What an order that waits for its price, or for volume, is to become where limits leave only a part of it by now; null where it may stay. */
  review(wish: Wish, slice: MarketSlice): MadeOrder | null {
    const { desk, risk, log } = this.#setup;
    const { asset } = wish;
    const terms = this.#termsOf(wish);
    const waiting = desk.executor.pendingQuantity(asset);
    if (waiting === 0) return null;
    const verdict = risk.review(this.#intent(asset, waiting, terms, slice));
    if (verdict.kind === 'denied') {
      log.noteDenial(asset, slice.time, verdict);
      return hasOneTry(terms, slice.time) ? SPENT : OPEN;
    }
    if (verdict.quantity === waiting) return null;
    const order = this.#entryOrder(wish, verdict.quantity, slice);
    return order === null ? SPENT : { order, wish: 'done' };
  }

  /** The exits of an asset's bracket for all that is held of it. */
  exitsOf(asset: number, slice: MarketSlice): readonly Order[] {
    const { names, book, brackets } = this.#setup;
    const held = book.quantity[asset];
    const bracket = brackets.for(asset, held);
    if (bracket === null) return [];
    const exitOf = orderId(names[asset], bracket.since, 'signal');
    return this.#exitPlans(asset, held, this.#close(asset)).map((plan) => ({
      ...plan,
      asset,
      quantity: -held,
      exitOf,
      ...decision(slice),
    }));
  }

  /** What a signal says of prices; of an asset that is weighed beside others only its exits count. */
  #termsOf({ asset, weight }: Wish): SignalTerms {
    return weight === undefined ? (this.#setup.signals[asset] ?? NO_TERMS) : NO_TERMS;
  }

  /** Null, with a line in the log, where no such order can be made. */
  #entryOrder(wish: Wish, quantity: number, slice: MarketSlice): Order | null {
    const { entry, timeInForce } = this.#termsOf(wish);
    const bracket = this.#setup.brackets.for(wish.asset, quantity);
    return entry === undefined && timeInForce === undefined && bracket === null
      ? this.#marketOrder(wish, quantity, slice)
      : this.#entryWithTerms(wish, quantity, bracket, slice);
  }

  #entryWithTerms(
    wish: Wish,
    quantity: number,
    bracket: Bracket | null,
    slice: MarketSlice,
  ): Order | null {
    const { desk, book, brackets } = this.#setup;
    const { asset } = wish;
    const { entry, timeInForce, expiresAt } = this.#termsOf(wish);
    const refuse = (why: string) => {
      desk.logger.debug(`No entry into ${desk.symbols[asset]}: ${why}`, { bar: slice.time });
      return null;
    };
    if (timeInForce === 'gtd' && !(slice.time < (expiresAt ?? 0)))
      return refuse('its time is over');
    const from = entry?.price ?? this.#close(asset);
    if (bracket !== null && isMet(bracket, from))
      return refuse('its stop or target is met already');
    if (!(book.quantity[asset] * quantity > 0)) brackets.begin(asset, slice.time);
    const exits = this.#exitPlans(asset, quantity, from);
    const order = {
      ...this.#marketOrder(wish, quantity, slice),
      ...entry,
      ...(timeInForce !== undefined && { timeInForce }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(exits.length > 0 && { exits }),
    };
    return onWholeTicks(order, desk.trading.tickSize) ?? refuse('its price is below one tick');
  }

  #marketOrder({ asset, reason }: Wish, quantity: number, slice: MarketSlice): Order {
    return marketOrder(this.#setup.names[asset], { asset, quantity, reason }, 'signal', slice);
  }

  #exitPlans(asset: number, quantity: number, from: number): readonly ExitPlan[] {
    const { desk, names, brackets } = this.#setup;
    const bracket = brackets.for(asset, quantity);
    if (bracket === null) return [];
    return exitPlans(bracket, { name: names[asset], tickSize: desk.trading.tickSize, from });
  }

  #intent(
    asset: number,
    quantity: number,
    { entry }: SignalTerms,
    slice: MarketSlice,
  ): OrderIntent {
    const { desk, book, risk } = this.#setup;
    const valued = this.#valued();
    const intent = {
      quantity,
      held: book.quantity[asset],
      price: this.#worst(asset, entry),
      equity: book.equity,
      otherGross: otherGross(valued, desk.executor, asset),
    };
    if (!risk.looksAround) return intent;
    return { ...intent, around: this.#survey.around(valued, desk.executor, asset, slice.time) };
  }

  /** What a unit may cost by the time it is held, account currency: no less than now. */
  #worst(asset: number, entry: SignalTerms['entry']): number {
    const { book, desk } = this.#setup;
    if (entry === undefined) return book.lastPrice[asset];
    // Whichever way the order's price is rounded, it is no higher.
    const price = wholeTicks(Math.max(...entryPrices(entry)), desk.trading.tickSize, -1);
    return Math.max(book.lastPrice[asset], price * book.rate[asset]);
  }

  /** The account with what waits for a price valued at that price, where it is the worse one. */
  #valued(): Valued {
    const { desk, book, signals } = this.#setup;
    if (!this.#everWaited) return book;
    // What closes the other side goes at the market, before its signal's entry waits.
    const isEntering = (asset: number) =>
      addsTo(book.quantity[asset], desk.executor.pendingQuantity(asset));
    const lastPrice = book.lastPrice.map((price, asset) =>
      isEntering(asset) ? this.#worst(asset, signals[asset]?.entry) : price,
    );
    return { quantity: book.quantity, lastPrice };
  }

  /** Last close in the currency of the asset. */
  #close(asset: number): number {
    const { lastPrice, rate } = this.#setup.book;
    return lastPrice[asset] / rate[asset];
  }

  #size({ asset, targetPosition, time, weight }: Wish, { entry }: SignalTerms): Sizing {
    const { desk, book, evidence: known, guard, brackets } = this.#setup;
    const { symbols, barsPerYear, logger } = desk;
    const { volatility, averageTrueRange, earnings } = known.of(asset, book.rate[asset]);
    const isUnprotected =
      targetPosition !== 0 &&
      !(volatility > 0) &&
      guard.placesBeside(brackets.for(asset, targetPosition));
    const sizing = isUnprotected
      ? { quantity: 0, reason: `volatility is ${volatility}, so no stop or target can be placed` }
      : this.#sizer.size({
          targetPosition,
          weight: weight === undefined ? undefined : Math.abs(weight),
          equity: book.equity,
          price: this.#worst(asset, entry),
          volatility,
          averageTrueRange,
          earnings,
          assets: symbols.length,
          barsPerYear,
        });
    if (sizing.reason !== null) {
      logger.debug(`No position in ${symbols[asset]}: ${sizing.reason}`, { bar: time });
    }
    return sizing;
  }
}

function resized(order: Order, quantity: number): Order {
  return order.quantity === quantity ? order : { ...order, quantity };
}

/** Whether an order with such terms may be left waiting, or end unfilled. */
function waits({ entry, timeInForce }: SignalTerms): boolean {
  return entry !== undefined || timeInForce !== undefined;
}

/** Whether what cannot be ordered at this bar is not wanted at the next one. */
function hasOneTry({ timeInForce = 'gtc', expiresAt = 0 }: SignalTerms, time: number): boolean {
  return timeInForce === 'gtd' ? !(time < expiresAt) : timeInForce !== 'gtc';
}
