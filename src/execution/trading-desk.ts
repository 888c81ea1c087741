import type { Forecast, Logger, MarketSlice, Stateful } from '#base';
import type { PortfolioConfig, TradingConfig } from '#config';
import {
  accountTerms,
  Book,
  type BookState,
  type Breach,
  type Fill,
  PositionSizer,
  Rebalancer,
  type RebalancerState,
  RiskManager,
  type RiskState,
  type Sizing,
  SizingEvidence,
  type SizingEvidenceState,
  type Wish,
} from '#portfolio';
import type { Signal, Strategy, StrategyState } from '#strategies';
import { DeskLog } from './desk-log.ts';
import type { Executor } from './executor.ts';
import { exitLine } from './exit-line.ts';
import { AccountSurvey, heldShares, otherGross, othersShrink } from './exposure.ts';
import { marginCuts } from './margin-cuts.ts';
import { type ExecutorState, type Order, orderId, type ReducingIntent } from './order.ts';
import { PositionGuard, type PositionGuardState } from './position-guard.ts';
import { StepNotes, type StepReport } from './step-report.ts';

/** What a desk trades, with what and for whom. */
export interface DeskSetup {
  readonly symbols: readonly string[];
  readonly trading: TradingConfig;
  /** How all assets are weighed together, where they are. */
  readonly portfolio: PortfolioConfig;
  readonly initialCapital: number;
  readonly barsPerYear: number;
  /** A year, fraction. */
  readonly riskFreeRate: number;
  readonly volatilityHalfLifeBars: number;
  readonly strategy: Strategy;
  readonly executor: Executor;
  readonly logger: Logger;
}

export interface DeskState extends SizingEvidenceState {
  readonly book: BookState;
  readonly risk: RiskState;
  readonly executor: ExecutorState;
  readonly strategy: StrategyState;
  readonly wishes: readonly (Signal | null)[];
  readonly acted: readonly (number | null)[];
  /** Absent where no stop follows a position. */
  readonly guard?: PositionGuardState;
  /** Absent where each asset is sized alone. */
  readonly rebalancer?: RebalancerState;
}

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
  readonly #sizer: PositionSizer;
  readonly #evidence: SizingEvidence;
  readonly #guard: PositionGuard;
  /** Null where each asset is sized alone. */
  readonly #rebalancer: Rebalancer | null;
  readonly #log: DeskLog;
  readonly #survey: AccountSurvey;
  /** Newest signal of each asset. */
  readonly #signals: (Signal | null)[];
  /** What is wanted of each asset: the signals, or what the rebalancer made of them. */
  readonly #wishes: readonly (Wish | null)[];
  /** Wanted share of each asset that its orders were last made for; NaN where a wish is still open. */
  readonly #acted: Float64Array;
  readonly #report = new StepNotes();
  readonly #onFill = (fill: Fill): void => {
    this.#report.addFill(fill);
    const line = exitLine(fill, this.#setup.symbols[fill.asset]);
    if (line !== null) this.#setup.logger.info(line, { bar: fill.time });
    const closed = this.book.applyFill(fill);
    if (this.#guard.advances) this.#guard.booked(fill.asset);
    if (closed !== null) this.#report.addTrade(closed);
  };

  constructor(setup: DeskSetup) {
    const { symbols, trading } = setup;
    this.#setup = setup;
    this.book = new Book(symbols.length, setup.initialCapital, accountTerms(trading, symbols));
    this.risk = new RiskManager(trading, symbols);
    this.#sizer = new PositionSizer(trading);
    this.#evidence = new SizingEvidence(trading, symbols.length, setup.volatilityHalfLifeBars);
    this.#signals = symbols.map(() => null);
    this.#rebalancer = trading.sizing.method === 'portfolio' ? new Rebalancer(setup) : null;
    this.#wishes = this.#rebalancer?.targets ?? this.#signals;
    this.#acted = new Float64Array(symbols.length).fill(Number.NaN);
    this.#log = new DeskLog(symbols, setup.logger);
    this.#survey = new AccountSurvey(symbols.length);
    this.#guard = new PositionGuard({
      symbols,
      strategy: setup.strategy.name,
      risk: trading.risk,
      tickSize: trading.tickSize,
      book: this.book,
      volatility: (asset) => this.#evidence.of(asset).volatility,
    });
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
    const { executor, strategy, trading } = this.#setup;
    this.book.accrue(slice.time);
    this.#applyActions(slice);
    if (trading.fillRule === 'next-open') this.#fillMarketOrders(slice, 'open');
    executor.settle(slice, 'resting', this.book, this.#onFill);
    if (trading.fillRule === 'next-close') this.#fillMarketOrders(slice, 'close');
    this.book.mark(slice);
    this.#evidence.observe(slice, this.#signals);
    this.risk.learn(slice);
    this.#rebalancer?.learn(slice);
    this.#log.noteCash(this.book.cash, slice.time);
    const breach = this.risk.observe(slice.time, this.book.equity, this.book);
    const marginCall = this.risk.margin?.observe(this.book.equity, this.book.grossExposure) ?? null;
    if (breach !== null) this.#warnOf(breach);
    if (marginCall !== null) this.#warnOf(marginCall);
    if (this.#guard.advances) this.#advanceGuard(slice);
    const signals = strategy.generateSignals(slice, forecasts);
    for (let at = 0; at < signals.length; at++) this.#signals[signals[at].asset] = signals[at];
    if (this.#rebalancer !== null) this.#rebalance(this.#rebalancer, slice, forecasts);
    this.#actOnWishes(slice);
    if (this.risk.margin !== null) this.#cutBack(slice);
    if (trading.fillRule === 'same-close') this.#fillMarketOrders(slice, 'close');
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

  #fillMarketOrders(slice: MarketSlice, phase: 'open' | 'close'): void {
    const before = this.#report.fills.length;
    this.#setup.executor.settle(slice, phase, this.book, this.#onFill);
    if (!this.#guard.places) return;
    for (const { asset } of this.#report.fills.slice(before)) {
      this.#rest(asset, this.#guard.place(asset, slice.time));
    }
  }

  #applyActions(slice: MarketSlice): void {
    const { splitRatio, dividend } = slice;
    for (let asset = 0; asset < splitRatio.length; asset++) {
      if (splitRatio[asset] !== 1) {
        this.book.applySplit(asset, splitRatio[asset]);
        this.#setup.executor.applySplit(asset, splitRatio[asset]);
        this.#guard.applySplit(asset, splitRatio[asset]);
      }
      if (dividend[asset] !== 0) this.book.applyDividend(asset, dividend[asset]);
    }
  }

  /** Replaces the asset's resting stop and target. */
  #rest(asset: number, orders: readonly Order[]): void {
    this.#setup.executor.cancel(asset, 'protective');
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

  /** Closes a position unless that is under way; its wish is done with. */
  #expire(asset: number, slice: MarketSlice): void {
    const { executor } = this.#setup;
    const held = this.book.quantity[asset];
    this.#acted[asset] = this.#wishes[asset]?.targetPosition ?? Number.NaN;
    if (Math.sign(executor.pendingQuantity(asset)) === -Math.sign(held)) return;
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
    const { executor, strategy, symbols } = this.#setup;
    executor.cancel(asset, 'working');
    this.#submit({
      id: orderId(strategy.name, symbols[asset], slice.time, reason),
      asset,
      kind: 'market',
      quantity,
      price: Number.NaN,
      reason,
      ...decision(slice),
    });
  }

  #actOnWishes(slice: MarketSlice): void {
    let cut: Wish[] | null = null;
    for (let asset = 0; asset < this.#acted.length; asset++) {
      const wish = this.#wishes[asset];
      if (wish === null || wish.targetPosition === this.#acted[asset]) continue;
      if (slice.present[asset] === 1 && this.#act(wish, slice) === 'cut') (cut ??= []).push(wish);
    }
    if (cut === null) return;
    // What is cut is done with, unless the room for more is about to be made.
    for (const { asset, targetPosition } of cut) {
      if (!othersShrink(this.book, this.#setup.executor, asset)) {
        this.#acted[asset] = targetPosition;
      }
    }
  }

  /** Makes the order that a wish needs now; `cut` when limits left only a part of it. */
  #act(wish: Wish, slice: MarketSlice): 'done' | 'open' | 'cut' {
    const { symbols, strategy, executor } = this.#setup;
    const { asset, targetPosition } = wish;
    const held = this.book.quantity[asset];
    const { quantity: target, reason: unsized } = this.#size(wish);
    if (executor.pendingQuantity(asset) !== 0) this.#withdraw(asset);
    const quantity = target - held;
    const isMet = unsized === null;
    if (quantity === 0) {
      if (isMet) this.#acted[asset] = targetPosition;
      return isMet ? 'done' : 'open';
    }
    const verdict = this.risk.check({
      quantity,
      held,
      price: this.book.lastPrice[asset],
      equity: this.book.equity,
      otherGross: otherGross(this.book, executor, asset),
      ...(this.risk.looksAround && {
        around: this.#survey.around(this.book, executor, asset, slice.time),
      }),
    });
    if (verdict.kind === 'denied') {
      this.#log.noteDenial(asset, slice.time, verdict);
      return 'open';
    }
    this.#log.noteApproval(asset);
    this.#submit({
      id: orderId(strategy.name, symbols[asset], slice.time, 'signal'),
      asset,
      kind: 'market',
      quantity: verdict.quantity,
      price: Number.NaN,
      reason: wish.reason,
      ...decision(slice),
    });
    if (!isMet) return 'open';
    if (verdict.cutBy !== undefined) return verdict.moreLater === true ? 'open' : 'cut';
    this.#acted[asset] = targetPosition;
    return 'done';
  }

  /** Takes back the asset's waiting market orders; its wish is open again. */
  #withdraw(asset: number): void {
    this.#setup.executor.cancel(asset, 'working');
    this.#acted[asset] = Number.NaN;
  }

  /** Says what was breached, and takes back what waits to open or add to a position. */
  #warnOf({ code, detail }: Breach): void {
    this.#setup.logger.warn(detail, { code });
    this.book.quantity.forEach((held, asset) => {
      const pending = this.#setup.executor.pendingQuantity(asset);
      const isExit = Math.sign(pending) === -Math.sign(held) && Math.abs(pending) <= Math.abs(held);
      if (pending !== 0 && !isExit) this.#withdraw(asset);
    });
  }

  #submit(order: Order): void {
    this.#report.addOrder(order);
    this.#setup.executor.submit(order);
  }

  #size({ asset, targetPosition, time, weight }: Wish): Sizing {
    const { symbols, barsPerYear, logger } = this.#setup;
    const evidence = this.#evidence.of(asset, this.book.rate[asset]);
    const { volatility } = evidence;
    const isUnprotected = this.#guard.places && targetPosition !== 0 && !(volatility > 0);
    const sizing = isUnprotected
      ? { quantity: 0, reason: `volatility is ${volatility}, so no stop or target can be placed` }
      : this.#sizer.size({
          targetPosition,
          weight: weight === undefined ? undefined : Math.abs(weight),
          equity: this.book.equity,
          price: this.book.lastPrice[asset],
          ...evidence,
          assets: symbols.length,
          barsPerYear,
        });
    if (sizing.reason !== null) {
      logger.debug(`No position in ${symbols[asset]}: ${sizing.reason}`, { bar: time });
    }
    return sizing;
  }

  /** Drops all waiting orders and closes what is held at this bar's close, as far as it trades. */
  closeAll(slice: MarketSlice): StepReport {
    this.flatten(slice);
    this.#setup.executor.settle(slice, 'close', this.book, this.#onFill);
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
      this.#withdraw(asset);
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
      ...(this.#guard.advances && { guard: this.#guard.saveState() }),
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
    if (state.guard !== undefined) this.#guard.loadState(state.guard);
    this.#evidence.loadState(state);
  }
}

/** When an order is decided that waits for a bar to come. */
function decision({ time, knownAt }: MarketSlice): Pick<Order, 'decidedAt' | 'notBefore'> {
  return Number.isNaN(knownAt) ? { decidedAt: time } : { decidedAt: time, notBefore: knownAt };
}
