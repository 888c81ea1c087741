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

type Columns = { -readonly [Name in keyof EquityCurve]: Float64Array };

/** Collects what every step did. */
export class RunRecorder {
  readonly #symbols: readonly string[];
  readonly #columns: Columns;
  #bars = 0;
  readonly #fills: FillRecord[] = [];
  readonly #trades: TradeRecord[] = [];
  readonly #flows: FlowRecord[] = [];
  readonly #breaches: BreachRecord[] = [];

  /** @param bars - how many will be recorded */
  constructor(symbols: readonly string[], bars: number) {
    this.#symbols = symbols;
    this.#columns = {
      time: new Float64Array(bars),
      equity: new Float64Array(bars),
      cash: new Float64Array(bars),
      grossExposure: new Float64Array(bars),
      netExposure: new Float64Array(bars),
    };
  }

  record(time: number, desk: TradingDesk, report: StepReport): void {
    this.#recordAccount(this.#bars++, time, desk);
    this.#recordEvents(time, desk, report);
  }

  /** Replaces the last bar's account after something more was done at its close. */
  restate(time: number, desk: TradingDesk, report: StepReport): void {
    this.#recordAccount(this.#bars - 1, time, desk);
    this.#recordEvents(time, desk, report);
  }

  #recordEvents(time: number, desk: TradingDesk, report: StepReport): void {
    for (const fill of report.fills) this.#fills.push(fillRecord(fill, this.#symbols));
    for (const trade of report.trades) this.#trades.push(tradeRecord(trade, this.#symbols));
    for (const breach of [report.breach, report.marginCall]) {
      if (breach !== null) this.#breaches.push({ time, ...breach });
    }
    const flows = desk.book.takeFlows();
    if (flows !== null) this.#flows.push({ time, ...flows });
  }

  #recordAccount(row: number, time: number, { book }: TradingDesk): void {
    const columns = this.#columns;
    const netExposure = book.netExposure;
    columns.time[row] = time;
    columns.equity[row] = book.cash + netExposure;
    columns.cash[row] = book.cash;
    columns.grossExposure[row] = book.grossExposure;
    columns.netExposure[row] = netExposure;
  }

  history(): RunHistory {
    return {
      equity: this.#columns,
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
    ...(fill.rate !== undefined && { rate: fill.rate }),
    ...(fill.exchangeCost !== undefined && { exchangeCost: fill.exchangeCost }),
    reason: fill.reason,
  };
  const { spreadCost, impactCost } = fill;
  if (spreadCost === undefined || impactCost === undefined) return record;
  return { ...record, spreadCost, impactCost };
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
