import type { Forecast, MarketSlice, Stateful } from '#base';
import {
  accountTerms,
  Book,
  type Breach,
  type Fill,
  Rebalancer,
  RiskManager,
  SizingEvidence,
  type Wish,
} from '#portfolio';
import { hasTerms, type Holdings, sameTerms, type Signal } from '#strategies';
import { Brackets } from './brackets.ts';
import { applyActions } from './corporate-actions.ts';
import { DeskLog } from './desk-log.ts';
import type { DeskParts, DeskSetup } from './desk-setup.ts';
import type { DeskState } from './desk-state.ts';
import { exitLine } from './exit-line.ts';
import { addsTo, heldShares, holdingsOf, othersShrink } from './exposure.ts';
import { marginCuts } from './margin-cuts.ts';
import { marketOrder } from './market-order.ts';
import { type Order, orderNames, type ReducingIntent } from './order.ts';
import type { MatchPhase } from './order-timing.ts';
import { PositionGuard } from './position-guard.ts';
import { StepNotes, type StepReport } from './step-report.ts';
import { type MadeOrder, WishOrders } from './wish-orders.ts';

/**
 * The one trading step that backtest, paper and live share: free of I/O, advanced once a closed bar.
 *
 * financing → actions → fills of earlier orders → mark → risk → signals → (weights →) sizes → risk gate →
 * orders queued.
 * Nothing trades on the bar that produced its signal, except under the fill rule `same-close`.
 *
 * A signal is a wish that holds until the next one: acted on once, not at every move of the price, but
 * tried again at each of the asset's bars while it cannot be sized or the risk gate keeps it back. Where the
 * assets are weighed together, signals are what weights are chosen by, and the wishes are the weights.
 */
export class TradingDesk implements Stateful<DeskState> {
  readonly book: Book;
  readonly risk: RiskManager;
  readonly #setup: DeskSetup;
  readonly #holdings: Holdings;
  readonly #evidence: SizingEvidence;
  readonly #guard: PositionGuard;
  /** Null where each asset is sized alone. */
  readonly #rebalancer: Rebalancer | null;
  readonly #log: DeskLog;
  readonly #brackets: Brackets;
  readonly #parts: DeskParts;
  readonly #orders: WishOrders;
  /** Newest signal of each asset. */
  readonly #signals: (Signal | null)[];
  /** What is wanted of each asset: the signals, or what the rebalancer made of them. */
  readonly #wishes: readonly (Wish | null)[];
  /** Wanted share of each asset that its orders were last made for; NaN where a wish is still open. */
  readonly #acted: Float64Array;
  /** Assets whose order ended unfilled, or was one that could not be made. */
  readonly #lapsed = new Set<number>();
  readonly #report = new StepNotes();
  readonly #onFill = (fill: Fill): void => {
    this.#report.addFill(fill);
    const line = exitLine(fill, this.#setup.symbols[fill.asset]);
    if (line !== null) this.#setup.logger.info(line, { bar: fill.time });
    const closed = this.book.applyFill(fill);
    if (this.#guard.advances) this.#guard.booked(fill.asset);
    if (line !== null && fill.reason !== 'time-stop') this.#endWish(fill);
    if (closed !== null) this.#report.addTrade(closed);
  };

  constructor(setup: DeskSetup) {
    const { symbols, trading } = setup;
    const names = orderNames(setup.strategy.name, symbols);
    this.#setup = setup;
    this.book = new Book(symbols.length, setup.initialCapital, accountTerms(trading, symbols));
    this.#holdings = holdingsOf(this.book, setup.executor);
    this.risk = new RiskManager(trading, symbols);
    this.#evidence = new SizingEvidence(trading, symbols.length, setup.volatilityHalfLifeBars);
    this.#signals = symbols.map(() => null);
    this.#rebalancer = trading.sizing.method === 'portfolio' ? new Rebalancer(setup) : null;
    this.#wishes = this.#rebalancer?.targets ?? this.#signals;
    this.#acted = new Float64Array(symbols.length).fill(Number.NaN);
    this.#log = new DeskLog(symbols, setup.logger);
    this.#brackets = new Brackets(symbols.length);
    this.#guard = new PositionGuard({
      names,
      risk: trading.risk,
      tickSize: trading.tickSize,
      book: this.book,
      volatility: (asset) => this.#evidence.of(asset).volatility,
      bracket: (asset) => this.#brackets.for(asset, this.book.quantity[asset]),
    });
    this.#parts = {
      desk: setup,
      names,
      book: this.book,
      risk: this.risk,
      evidence: this.#evidence,
      guard: this.#guard,
      brackets: this.#brackets,
      signals: this.#signals,
      log: this.#log,
    };
    this.#orders = new WishOrders(this.#parts);
  }

  /** Takes a bar from before trading begins, so that indicators and volatility are known by then. */
  warmUp(slice: MarketSlice): void {
    this.book.mark(slice);
    this.#evidence.observe(slice, this.#signals);
    this.risk.learn(slice);
    this.#rebalancer?.learn(slice);
    this.#setup.strategy.warmUp(slice);
  }

  /** Trades one closed bar of every asset that has one. */
  step(slice: MarketSlice, forecasts: readonly Forecast[]): StepReport {
    this.#report.clear();
    const { strategy, trading } = this.#setup;
    this.book.accrue(slice.time);
    applyActions(slice, this.#parts);
    if (trading.fillRule === 'next-open') this.#settle(slice, 'open');
    this.#settle(slice, 'resting');
    if (trading.fillRule === 'next-close') this.#settle(slice, 'close');
    this.book.mark(slice);
    this.#evidence.observe(slice, this.#signals);
    this.risk.learn(slice);
    this.#rebalancer?.learn(slice);
    this.#log.noteCash(this.book.cash, slice.time);
    const breach = this.risk.observe(slice.time, this.book.equity, this.book);
    const marginCall = this.risk.margin?.observe(this.book.equity, this.book.grossExposure) ?? null;
    if (breach !== null) this.#warnOf(breach, slice);
    if (marginCall !== null) this.#warnOf(marginCall, slice);
    if (this.#guard.advances) this.#advanceGuard(slice);
    const signals = strategy.generateSignals(slice, forecasts, this.#holdings);
    for (let at = 0; at < signals.length; at++) this.#hear(signals[at], slice);
    if (this.#rebalancer !== null) this.#rebalance(this.#rebalancer, slice, forecasts);
    this.#actOnWishes(slice);
    if (this.risk.margin !== null) this.#cutBack(slice);
    if (trading.fillRule === 'same-close') this.#settle(slice, 'close');
    this.#report.breach = breach;
    this.#report.marginCall = marginCall;
    return this.#report;
  }

  /** Makes the wishes anew where weights are chosen; what was still open of the old ones is dropped. */
  #rebalance(rebalancer: Rebalancer, slice: MarketSlice, forecasts: readonly Forecast[]): void {
    const held = () => heldShares(this.book, this.#setup.executor);
    for (const asset of rebalancer.rebalance(slice, { wishes: this.#signals, forecasts, held })) {
      this.#acted[asset] = Number.NaN;
    }
  }

  #settle(slice: MarketSlice, phase: MatchPhase): void {
    // Most bars find nothing to do, and this is all that they cost.
    if (!this.#setup.executor.isIdle) this.#settleOrders(slice, phase);
  }

  #settleOrders(slice: MarketSlice, phase: MatchPhase): void {
    const before = this.#report.fills.length;
    this.#setup.executor.settle(slice, phase, this.book, this.#onFill);
    this.#noteEnded(slice.time);
    if (!this.#guard.places) return;
    for (const { asset, quantity } of this.#report.fills.slice(before)) {
      const isExit = Math.sign(this.book.quantity[asset]) !== Math.sign(quantity);
      // What an exit that waited for its price leaves is protected as it was.
      if (phase === 'resting' && isExit) continue;
      this.#rest(asset, this.#guard.place(asset, slice.time));
    }
  }

  /** What ended unfilled is not asked for again, unless the strategy says it once more. */
  #noteEnded(time: number): void {
    const ended = this.#setup.executor.takeEnded();
    if (ended === null) return;
    for (const order of ended) {
      this.#report.addEnded(order);
      this.#lapsed.add(order.asset);
      this.#log.noteEnd(order, time);
    }
  }

  /**
   * Takes a signal: other terms replace what waits, and the stop and target of what is held on its side.
   *
   * The same said again leaves all as it is, but for an order that has ended.
   */
  #hear(signal: Signal, slice: MarketSlice): void {
    const { asset, direction } = signal;
    const before = this.#signals[asset];
    this.#signals[asset] = signal;
    const hadTerms = this.#brackets.has(asset) || (before !== null && hasTerms(before));
    if (!hadTerms && !hasTerms(signal)) return;
    const held = this.book.quantity[asset];
    const isEntryWaiting = addsTo(held, this.#setup.executor.pendingQuantity(asset));
    if (this.#rebalancer === null) {
      const isSame = before?.direction === direction && sameTerms(before, signal);
      if (!isSame && isEntryWaiting) this.#withdraw(asset, slice);
      if (this.#lapsed.has(asset) || (!isSame && held === 0)) this.#acted[asset] = Number.NaN;
    }
    if (direction === 0 || !this.#brackets.take(signal, slice.time)) return;
    // What waits of a weight has the exits of the signal before.
    if (this.#rebalancer !== null && isEntryWaiting) this.#withdraw(asset, slice);
    if (Math.sign(held) === direction) this.#protect(asset, slice);
  }

  /** Replaces the stop and target of what is held by those that the newest signal asks for. */
  #protect(asset: number, slice: MarketSlice): void {
    this.#setup.executor.cancel(asset, 'protective');
    for (const exit of this.#orders.exitsOf(asset, slice)) this.#submit(exit);
    if (this.#guard.places) this.#rest(asset, this.#guard.renew(asset, slice.time));
  }

  /** Replaces the asset's resting stop and target by volatility. */
  #rest(asset: number, orders: readonly Order[]): void {
    this.#setup.executor.cancel(asset, 'position-exits');
    for (const order of orders) this.#submit(order);
  }

  /** Moves trailing stops and closes what is as old as a position may get. */
  #advanceGuard(slice: MarketSlice): void {
    for (let asset = 0; asset < this.#acted.length; asset++) {
      const orders = this.#guard.advance(asset, slice);
      if (orders !== null) this.#rest(asset, orders);
      if (this.#guard.hasExpired(asset)) this.#expire(asset, slice);
    }
  }

  /** What a stop or target closed is not built up again by the same wish. */
  #endWish({ asset, quantity }: Fill): void {
    const wanted = this.#wishes[asset]?.targetPosition ?? 0;
    if (Math.sign(wanted) === -Math.sign(quantity)) this.#acted[asset] = wanted;
  }

  /** Closes a position unless that is under way; its wish is done with. */
  #expire(asset: number, slice: MarketSlice): void {
    const { executor } = this.#setup;
    const held = this.book.quantity[asset];
    if (Math.sign(executor.pendingQuantity(asset)) === -Math.sign(held)) return;
    this.#acted[asset] = this.#wishes[asset]?.targetPosition ?? Number.NaN;
    this.#reduce(asset, -held, 'time-stop', slice);
  }

  /** Sells what a margin call asks for. */
  #cutBack(slice: MarketSlice): void {
    const { executor, trading } = this.#setup;
    const cuts = marginCuts({ book: this.book, risk: this.risk, executor, trading });
    for (const { asset, quantity } of cuts) this.#reduce(asset, quantity, 'margin-call', slice);
  }

  /** Makes a position smaller at the market, in the place of the asset's waiting orders. */
  #reduce(asset: number, quantity: number, reason: ReducingIntent, slice: MarketSlice): void {
    this.#setup.executor.cancel(asset, 'working');
    this.#submit(marketOrder(this.#parts.names[asset], { asset, quantity, reason }, reason, slice));
  }

  #actOnWishes(slice: MarketSlice): void {
    if (this.#setup.executor.openOrders > 0) this.#reviewWaiting(slice);
    let cut: Wish[] | null = null;
    for (let asset = 0; asset < this.#acted.length; asset++) {
      const wish = this.#wishes[asset];
      if (wish === null || wish.targetPosition === this.#acted[asset]) continue;
      if (slice.present[asset] === 0 || this.#isRefusedAgain(wish)) continue;
      if (this.#act(wish, slice) === 'cut') (cut ??= []).push(wish);
    }
    if (cut !== null) this.#endCut(cut);
  }

  /** What is cut is done with, unless the room for more is about to be made. */
  #endCut(cut: readonly Wish[]): void {
    for (const { asset, targetPosition } of cut) {
      if (!othersShrink(this.book, this.#setup.executor, asset)) {
        this.#acted[asset] = targetPosition;
      }
    }
  }

  /** Whether asking for a position again would change nothing but the log: this halt refused it before. */
  #isRefusedAgain({ asset, targetPosition }: Wish): boolean {
    const { halt } = this.risk;
    const mayAct = halt === null || targetPosition === 0 || this.book.quantity[asset] !== 0;
    if (mayAct || this.#lapsed.has(asset)) return false;
    return this.#log.lastDenial(asset) === halt && !hasTerms(this.#signals[asset] ?? {});
  }

  /** Makes the order that a wish needs now; `cut` when limits left only a part of it. */
  #act(wish: Wish, slice: MarketSlice): MadeOrder['wish'] {
    const { asset } = wish;
    if (this.#setup.executor.pendingQuantity(asset) !== 0) this.#withdraw(asset, slice);
    const made = this.#orders.orderOf(wish, slice);
    this.#lapsed.delete(asset);
    this.#take(made, wish);
    return made.wish;
  }

  #take({ order, wish: left }: MadeOrder, { asset, targetPosition }: Wish): void {
    // In part met: what was wanted before is wanted no more, and is a new wish when it comes back.
    if (order !== null) this.#acted[asset] = Number.NaN;
    if (order !== null) this.#submit(order);
    if (left === 'spent') this.#lapsed.add(asset);
    if (left === 'done' || left === 'spent') this.#acted[asset] = targetPosition;
  }

  /** Holds orders that wait to the limits of now, so that those are kept whenever they fill. */
  #reviewWaiting(slice: MarketSlice): void {
    this.#wishes.forEach((wish, asset) => {
      const isOpen = wish?.targetPosition !== this.#acted[asset];
      // What is open is asked for anew where there is a bar.
      if (wish === null || (isOpen && slice.present[asset] === 1)) return;
      const made = this.#orders.review(wish, slice);
      if (made === null) return;
      this.#withdraw(asset, slice);
      this.#take(isOpen ? { ...made, wish: 'open' } : made, wish);
    });
  }

  /** Takes back the asset's working orders; its wish is open again. */
  #withdraw(asset: number, slice: MarketSlice): void {
    this.#acted[asset] = Number.NaN;
    // What a stop that was met has yet to close is protected again.
    if (this.#setup.executor.cancel(asset, 'working')) this.#protect(asset, slice);
  }

  /** Says what was breached, and takes back what waits to open or add to a position. */
  #warnOf({ code, detail }: Breach, slice: MarketSlice): void {
    this.#setup.logger.warn(detail, { code });
    this.book.quantity.forEach((held, asset) => {
      const pending = this.#setup.executor.pendingQuantity(asset);
      const isExit = Math.sign(pending) === -Math.sign(held) && Math.abs(pending) <= Math.abs(held);
      if (pending !== 0 && !isExit) this.#withdraw(asset, slice);
    });
  }

  #submit(order: Order): void {
    this.#report.addOrder(order);
    this.#setup.executor.submit(order);
  }

  /** Drops all waiting orders and closes what is held at this bar's close, as far as it trades. */
  closeAll(slice: MarketSlice): StepReport {
    this.flatten(slice);
    this.#setup.executor.settle(slice, 'close', this.book, this.#onFill);
    this.#noteEnded(slice.time);
    return this.#report;
  }

  /**
   * Drops all waiting orders and queues those that close everything held; returns how many.
   *
   * Trading that goes on afterwards builds the wanted positions anew.
   */
  flatten(slice: MarketSlice): number {
    const { executor, symbols } = this.#setup;
    this.#report.clear();
    for (let asset = 0; asset < symbols.length; asset++) {
      this.#acted[asset] = Number.NaN;
      executor.cancel(asset, 'working');
      executor.cancel(asset, 'protective');
      const held = this.book.quantity[asset];
      if (held !== 0) this.#reduce(asset, -held, 'flatten', slice);
    }
    return this.#report.orders.length;
  }

  saveState(): DeskState {
    return {
      ...this.#evidence.saveState(),
      book: this.book.saveState(),
      risk: this.risk.saveState(),
      executor: this.#setup.executor.saveState(),
      strategy: this.#setup.strategy.saveState(),
      wishes: [...this.#signals],
      acted: Array.from(this.#acted, (share) => (Number.isNaN(share) ? null : share)),
      ...(this.#brackets.any && { brackets: this.#brackets.saveState() }),
      ...(this.#lapsed.size > 0 && { lapsed: [...this.#lapsed].sort((a, b) => a - b) }),
      ...(this.#guard.remembers && { guard: this.#guard.saveState() }),
      ...(this.#rebalancer !== null && { rebalancer: this.#rebalancer.saveState() }),
    };
  }

  loadState(state: DeskState): void {
    this.book.loadState(state.book);
    this.risk.loadState(state.risk);
    this.#setup.executor.loadState(state.executor);
    this.#setup.strategy.loadState(state.strategy);
    state.wishes.forEach((wish, asset) => {
      this.#signals[asset] = wish;
    });
    if (state.rebalancer !== undefined) this.#rebalancer?.loadState(state.rebalancer);
    this.#acted.set(state.acted.map((share) => share ?? Number.NaN));
    this.#brackets.loadState(state.brackets);
    this.#lapsed.clear();
    for (const asset of state.lapsed ?? []) this.#lapsed.add(asset);
    this.#orders.resume();
    if (state.guard !== undefined) this.#guard.loadState(state.guard);
    this.#evidence.loadState(state);
  }
}
