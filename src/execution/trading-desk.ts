import {
  EwVolatility,
  type EwVolatilityState,
  type Forecast,
  type Logger,
  type MarketSlice,
  type Stateful,
} from '#base';
import type { TradingConfig } from '#config';
import {
  Book,
  type BookState,
  type Breach,
  type ClosedTrade,
  type Fill,
  PositionSizer,
  RiskManager,
  type RiskState,
  type Verdict,
} from '#portfolio';
import type { Signal, Strategy, StrategyState } from '#strategies';
import type { Executor } from './executor.ts';
import { type ExecutorState, type Order, orderId } from './order.ts';
import { protectiveOrders } from './protective-orders.ts';

/** What a desk trades, with what and for whom. */
export interface DeskSetup {
  readonly symbols: readonly string[];
  readonly trading: TradingConfig;
  readonly initialCapital: number;
  readonly barsPerYear: number;
  readonly volatilityHalfLifeBars: number;
  readonly strategy: Strategy;
  readonly executor: Executor;
  readonly logger: Logger;
}

/** What one step did; refilled by the next step, its lists are not. */
export interface StepReport {
  readonly fills: readonly Fill[];
  readonly trades: readonly ClosedTrade[];
  /** Orders decided on this bar, to be filled later. */
  readonly orders: readonly Order[];
  readonly breach: Breach | null;
}

type MutableReport = {
  fills: Fill[];
  trades: ClosedTrade[];
  orders: Order[];
  breach: Breach | null;
};

type Denial = Extract<Verdict, { kind: 'denied' }>;

export interface DeskState {
  readonly book: BookState;
  readonly risk: RiskState;
  readonly executor: ExecutorState;
  readonly strategy: StrategyState;
  readonly volatility: readonly EwVolatilityState[];
  readonly acted: readonly (number | null)[];
}

/**
 * The one trading step that backtest, paper and live share: free of I/O, advanced once a closed bar.
 *
 * actions → fills of earlier orders → mark → risk → signals → sizes → risk gate → orders queued.
 * Nothing trades on the bar that produced its signal, except under the fill rule `same-close`.
 */
export class TradingDesk implements Stateful<DeskState> {
  readonly book: Book;
  readonly risk: RiskManager;
  readonly #setup: DeskSetup;
  readonly #sizer: PositionSizer;
  readonly #volatility: readonly EwVolatility[];
  readonly #needsVolatility: boolean;
  readonly #protects: boolean;
  /** Wanted share of each asset that its orders were last made for; NaN before the first. */
  readonly #acted: Float64Array;
  /** Code of each asset's last denial, until an order of it is let through. */
  readonly #denied: (string | null)[];
  readonly #report: MutableReport = { fills: [], trades: [], orders: [], breach: null };
  readonly #onFill = (fill: Fill): void => {
    this.#report.fills.push(fill);
    const closed = this.book.applyFill(fill);
    if (closed !== null) this.#report.trades.push(closed);
  };

  constructor(setup: DeskSetup) {
    const { symbols, trading } = setup;
    this.#setup = setup;
    this.book = new Book(symbols.length, setup.initialCapital);
    this.risk = new RiskManager(trading.risk);
    this.#sizer = new PositionSizer(trading);
    this.#volatility = symbols.map(() => new EwVolatility(setup.volatilityHalfLifeBars));
    this.#acted = new Float64Array(symbols.length).fill(Number.NaN);
    this.#denied = symbols.map(() => null);
    this.#protects = trading.risk.stopLossSigma !== null || trading.risk.takeProfitSigma !== null;
    this.#needsVolatility = this.#protects || trading.sizing.method === 'volatility-target';
  }

  /** Takes a bar from before trading begins, so that indicators and volatility are known by then. */
  warmUp(slice: MarketSlice): void {
    this.book.mark(slice);
    if (this.#needsVolatility) this.#updateVolatility(slice);
    this.#setup.strategy.warmUp(slice);
  }

  /** Trades one closed bar of every asset that has one. */
  step(slice: MarketSlice, forecasts: readonly Forecast[]): StepReport {
    this.#clearReport();
    const { executor, strategy, trading } = this.#setup;
    const atOnce = trading.fillRule === 'same-close';
    this.#applyActions(slice);
    if (!atOnce) this.#fillMarketOrders(slice, 'market');
    executor.settle(slice, 'resting', this.book, this.#onFill);
    this.book.mark(slice);
    if (this.#needsVolatility) this.#updateVolatility(slice);
    const breach = this.risk.observe(slice.time, this.book.equity);
    if (breach !== null) this.#setup.logger.warn(breach.detail, { code: breach.code });
    const signals = strategy.generateSignals(slice, forecasts);
    for (const signal of signals) this.#act(signal, slice);
    if (atOnce) this.#fillMarketOrders(slice, 'close');
    this.#report.breach = breach;
    return this.#report;
  }

  #clearReport(): void {
    const report = this.#report;
    if (report.fills.length > 0) report.fills = [];
    if (report.trades.length > 0) report.trades = [];
    if (report.orders.length > 0) report.orders = [];
    report.breach = null;
  }

  #fillMarketOrders(slice: MarketSlice, phase: 'market' | 'close'): void {
    const { fills } = this.#report;
    const before = fills.length;
    this.#setup.executor.settle(slice, phase, this.book, this.#onFill);
    if (!this.#protects) return;
    for (let at = before; at < fills.length; at++) this.#protect(fills[at], slice);
  }

  #applyActions(slice: MarketSlice): void {
    const { splitRatio, dividend } = slice;
    for (let asset = 0; asset < splitRatio.length; asset++) {
      if (splitRatio[asset] !== 1) {
        this.book.applySplit(asset, splitRatio[asset]);
        this.#setup.executor.applySplit(asset, splitRatio[asset]);
      }
      if (dividend[asset] !== 0) this.book.applyDividend(asset, dividend[asset]);
    }
  }

  #updateVolatility(slice: MarketSlice): void {
    for (let asset = 0; asset < this.#volatility.length; asset++) {
      if (slice.present[asset] === 1) {
        this.#volatility[asset].update(slice.close[asset] * slice.factor[asset]);
      }
    }
  }

  /** Replaces the asset's resting stop and target by ones for the position it has now. */
  #protect(fill: Fill, slice: MarketSlice): void {
    const { executor, strategy, symbols, trading } = this.#setup;
    executor.cancel(fill.asset, 'resting');
    const orders = protectiveOrders({
      asset: fill.asset,
      symbol: symbols[fill.asset],
      strategy: strategy.name,
      quantity: this.book.quantity[fill.asset],
      entryPrice: this.book.averagePrice[fill.asset],
      volatility: this.#volatility[fill.asset].value,
      decidedAt: slice.time,
      risk: trading.risk,
    });
    for (const order of orders) this.#submit(order);
  }

  /** Sizes a position once for each wanted share: a repeated one is not traded after every move. */
  #act(signal: Signal, slice: MarketSlice): void {
    const { symbols, strategy } = this.#setup;
    const { asset, targetPosition } = signal;
    if (targetPosition === this.#acted[asset]) return;
    const held = this.book.quantity[asset];
    const target = this.#targetQuantity(signal);
    if (this.#setup.executor.pendingQuantity(asset) !== 0) {
      this.#setup.executor.cancel(asset, 'market');
    }
    if (held === target) {
      this.#acted[asset] = targetPosition;
      return;
    }
    const verdict = this.risk.check({
      quantity: target - held,
      held,
      price: this.book.lastPrice[asset],
      equity: this.book.equity,
      otherGross: this.#otherGross(asset),
    });
    if (verdict.kind === 'denied') {
      this.#noteDenial(asset, slice.time, verdict);
      return;
    }
    this.#denied[asset] = null;
    this.#acted[asset] = targetPosition;
    this.#submit({
      id: orderId(strategy.name, symbols[asset], slice.time, 'signal'),
      asset,
      kind: 'market',
      quantity: verdict.quantity,
      price: Number.NaN,
      reason: signal.reason,
      decidedAt: slice.time,
    });
  }

  /** One warning an asset and cause: a halted run would otherwise say the same at every bar. */
  #noteDenial(asset: number, bar: number, { code, detail }: Denial): void {
    const symbol = this.#setup.symbols[asset];
    const isHalt = code.startsWith('TRADING_');
    const line = isHalt
      ? `Risk breached; skipping signal for ${symbol}`
      : `Order for ${symbol} not made`;
    const isNews = isHalt && this.#denied[asset] !== code;
    this.#setup.logger[isNews ? 'warn' : 'debug'](line, { code, detail, bar });
    this.#denied[asset] = code;
  }

  #submit(order: Order): void {
    this.#report.orders.push(order);
    this.#setup.executor.submit(order);
  }

  #targetQuantity(signal: Signal): number {
    const { symbols, barsPerYear, logger } = this.#setup;
    const { quantity, reason } = this.#sizer.size({
      targetPosition: signal.targetPosition,
      equity: this.book.equity,
      price: this.book.lastPrice[signal.asset],
      volatility: this.#volatility[signal.asset].value,
      assets: symbols.length,
      barsPerYear,
    });
    if (reason !== null) {
      logger.debug(`No position in ${symbols[signal.asset]}: ${reason}`, { bar: signal.time });
    }
    return quantity;
  }

  /** Exposure of the other assets when everything that could fill does, at its worst side. */
  #otherGross(except: number): number {
    const { quantity, lastPrice } = this.book;
    let gross = 0;
    for (let asset = 0; asset < quantity.length; asset++) {
      if (asset === except) continue;
      const pending = this.#setup.executor.pendingQuantity(asset);
      const worst = Math.max(Math.abs(quantity[asset]), Math.abs(quantity[asset] + pending));
      if (worst > 0) gross += worst * lastPrice[asset];
    }
    return gross;
  }

  /** Sells (or covers) everything held at this bar's close, dropping all waiting orders. */
  closeAll(slice: MarketSlice): StepReport {
    this.flatten(slice);
    this.#setup.executor.settle(slice, 'close', this.book, this.#onFill);
    return this.#report;
  }

  /** Drops all waiting orders and queues those that close everything held; returns how many. */
  flatten(slice: MarketSlice): number {
    const { executor, strategy, symbols } = this.#setup;
    this.#clearReport();
    for (let asset = 0; asset < symbols.length; asset++) {
      executor.cancel(asset, 'market');
      executor.cancel(asset, 'resting');
      if (this.book.quantity[asset] === 0) continue;
      this.#submit({
        id: orderId(strategy.name, symbols[asset], slice.time, 'flatten'),
        asset,
        kind: 'market',
        quantity: -this.book.quantity[asset],
        price: Number.NaN,
        reason: 'flatten',
        decidedAt: slice.time,
      });
    }
    return this.#report.orders.length;
  }

  saveState(): DeskState {
    return {
      book: this.book.saveState(),
      risk: this.risk.saveState(),
      executor: this.#setup.executor.saveState(),
      strategy: this.#setup.strategy.saveState(),
      volatility: this.#volatility.map((volatility) => volatility.saveState()),
      acted: Array.from(this.#acted, (share) => (Number.isNaN(share) ? null : share)),
    };
  }

  loadState(state: DeskState): void {
    this.book.loadState(state.book);
    this.risk.loadState(state.risk);
    this.#setup.executor.loadState(state.executor);
    this.#setup.strategy.loadState(state.strategy);
    this.#acted.set(state.acted.map((share) => share ?? Number.NaN));
    state.volatility.forEach((saved, asset) => this.#volatility[asset].loadState(saved));
  }
}
