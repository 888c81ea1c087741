import type { BreachRecord, EquityCurve, FillRecord, FlowRecord, TradeRecord } from '#base';
import type { StepReport, TradingDesk } from '#execution';
import type { ClosedTrade, Fill } from '#portfolio';

export interface RunHistory {
  readonly equity: EquityCurve;
  readonly fills: readonly FillRecord[];
  readonly trades: readonly TradeRecord[];
  readonly flows: readonly FlowRecord[];
  readonly breaches: readonly BreachRecord[];
}

type Columns = Omit<EquityCurve, 'time'>;

/** Collects what every step did. */
export class RunRecorder {
  readonly #symbols: readonly string[];
  readonly #times: Float64Array;
  readonly #columns: Columns;
  #bars = 0;
  readonly #fills: FillRecord[] = [];
  readonly #trades: TradeRecord[] = [];
  readonly #flows: FlowRecord[] = [];
  readonly #breaches: BreachRecord[] = [];

  /** @param times - stamps of the bars that will be recorded, UTC epoch ms */
  constructor(symbols: readonly string[], times: Float64Array) {
    const bars = times.length;
    this.#symbols = symbols;
    this.#times = times;
    this.#columns = {
      equity: new Float64Array(bars),
      cash: new Float64Array(bars),
      grossExposure: new Float64Array(bars),
      netExposure: new Float64Array(bars),
    };
  }

  record(time: number, desk: TradingDesk, report: StepReport): void {
    this.#recordAccount(this.#bars++, desk);
    this.#recordEvents(time, desk, report);
  }

  /** Takes over what another recorder had of the bars that come next. */
  add(account: Columns, events: Omit<RunHistory, 'equity'>): void {
    const columns = this.#columns;
    for (const name of Object.keys(columns) as (keyof Columns)[]) {
      columns[name].set(account[name], this.#bars);
    }
    this.#bars += account.equity.length;
    for (const fill of events.fills) this.#fills.push(fill);
    for (const trade of events.trades) this.#trades.push(trade);
    for (const flow of events.flows) this.#flows.push(flow);
    for (const breach of events.breaches) this.#breaches.push(breach);
  }

  /** Replaces the last bar's account after something more was done at its close. */
  restate(time: number, desk: TradingDesk, report: StepReport): void {
    this.#recordAccount(this.#bars - 1, desk);
    this.#recordEvents(time, desk, report);
  }

  #recordEvents(time: number, desk: TradingDesk, report: StepReport): void {
    const { fills, trades, breach, marginCall } = report;
    if (fills.length > 0) this.#recordFills(fills, trades);
    if (breach !== null) this.#breaches.push({ time, ...breach });
    if (marginCall !== null) this.#breaches.push({ time, ...marginCall });
    const flows = desk.book.takeFlows();
    if (flows !== null) this.#flows.push({ time, ...flows });
  }

  /** What was closed was closed by a fill. */
  #recordFills(fills: readonly Fill[], trades: readonly ClosedTrade[]): void {
    for (const fill of fills) this.#fills.push(fillRecord(fill, this.#symbols));
    for (const trade of trades) this.#trades.push(tradeRecord(trade, this.#symbols));
  }

  #recordAccount(row: number, { book }: TradingDesk): void {
    const columns = this.#columns;
    const { cash, netExposure } = book;
    columns.equity[row] = cash + netExposure;
    columns.cash[row] = cash;
    columns.grossExposure[row] = book.grossExposure;
    columns.netExposure[row] = netExposure;
  }

  history(): RunHistory {
    return {
      equity: { time: this.#times, ...this.#columns },
      fills: this.#fills,
      trades: this.#trades,
      flows: this.#flows,
      breaches: this.#breaches,
    };
  }
}

export function fillRecord(fill: Fill, symbols: readonly string[]): FillRecord {
  const record = {
    orderId: fill.orderId,
    time: fill.time,
    symbol: symbols[fill.asset],
    quantity: fill.quantity,
    price: fill.price,
    fee: fill.fee,
    slippageCost: fill.slippageCost,
    reason: fill.reason,
  };
  const { rate, exchangeCost, spreadCost, impactCost } = fill;
  const isPlain = rate === undefined && exchangeCost === undefined && spreadCost === undefined;
  if (isPlain) return record;
  return {
    ...record,
    ...(rate !== undefined && { rate }),
    ...(exchangeCost !== undefined && { exchangeCost }),
    ...(spreadCost !== undefined && impactCost !== undefined && { spreadCost, impactCost }),
  };
}

export function tradeRecord(trade: ClosedTrade, symbols: readonly string[]): TradeRecord {
  const units = Math.abs(trade.quantity);
  return {
    symbol: symbols[trade.asset],
    side: trade.quantity > 0 ? 'long' : 'short',
    quantity: units,
    entryTime: trade.entryTime,
    entryPrice: trade.entryPrice,
    exitTime: trade.exitTime,
    exitPrice: trade.exitPrice,
    netPnl: trade.netPnl,
    fees: trade.fees,
    returnFraction: trade.netPnl / (units * trade.unitCost),
    exitReason: trade.exitReason,
  };
}
