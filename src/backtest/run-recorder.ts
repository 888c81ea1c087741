import type { BreachRecord, EquityCurve, FillRecord, TradeRecord } from '#base';
import type { StepReport, TradingDesk } from '#execution';
import type { ClosedTrade, Fill } from '#portfolio';

export interface RunHistory {
  readonly equity: EquityCurve;
  readonly fills: readonly FillRecord[];
  readonly trades: readonly TradeRecord[];
  readonly breaches: readonly BreachRecord[];
}

/** Collects what every step did; grows as bars come, so that live runs can use it too. */
export class RunRecorder {
  readonly #symbols: readonly string[];
  #columns: Float64Array[];
  #bars = 0;
  readonly #fills: FillRecord[] = [];
  readonly #trades: TradeRecord[] = [];
  readonly #breaches: BreachRecord[] = [];

  /** @param expectedBars - bars to make room for at once */
  constructor(symbols: readonly string[], expectedBars = 1024) {
    this.#symbols = symbols;
    this.#columns = Array.from({ length: 5 }, () => new Float64Array(Math.max(1, expectedBars)));
  }

  record(time: number, desk: TradingDesk, report: StepReport): void {
    this.#recordAccount(this.#bars++, time, desk);
    this.#recordEvents(time, report);
  }

  /** Replaces the last bar's account after something more was done at its close. */
  restate(time: number, desk: TradingDesk, report: StepReport): void {
    this.#recordAccount(this.#bars - 1, time, desk);
    this.#recordEvents(time, report);
  }

  #recordEvents(time: number, report: StepReport): void {
    for (const fill of report.fills) this.#fills.push(fillRecord(fill, this.#symbols));
    for (const trade of report.trades) this.#trades.push(tradeRecord(trade, this.#symbols));
    if (report.breach !== null) this.#breaches.push({ time, ...report.breach });
  }

  #recordAccount(row: number, time: number, { book }: TradingDesk): void {
    if (row === this.#columns[0].length) this.#grow();
    const [times, equity, cash, gross, net] = this.#columns;
    const netExposure = book.netExposure;
    times[row] = time;
    equity[row] = book.cash + netExposure;
    cash[row] = book.cash;
    gross[row] = book.grossExposure;
    net[row] = netExposure;
  }

  #grow(): void {
    this.#columns = this.#columns.map((column) => {
      const larger = new Float64Array(2 * column.length);
      larger.set(column);
      return larger;
    });
  }

  history(): RunHistory {
    const [time, equity, cash, grossExposure, netExposure] = this.#columns.map((column) =>
      column.subarray(0, this.#bars),
    );
    return {
      equity: { time, equity, cash, grossExposure, netExposure },
      fills: this.#fills,
      trades: this.#trades,
      breaches: this.#breaches,
    };
  }
}

export function fillRecord(fill: Fill, symbols: readonly string[]): FillRecord {
  const { asset, ...rest } = fill;
  return { ...rest, symbol: symbols[asset] };
}

export function tradeRecord(trade: ClosedTrade, symbols: readonly string[]): TradeRecord {
  const { asset, quantity, ...rest } = trade;
  const units = Math.abs(quantity);
  return {
    ...rest,
    symbol: symbols[asset],
    side: quantity > 0 ? 'long' : 'short',
    quantity: units,
    returnFraction: trade.netPnl / (units * trade.entryPrice),
  };
}
