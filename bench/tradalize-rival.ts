import {
  type Candle,
  Datafeed,
  Mainframe,
  MemoryBroker,
  POSITION_DIRECTION,
  type Position,
  Strategy,
} from '@tradalize/core';
import type { BarTable } from '#base';
import { type PlainResult, windowMean } from './plain-loop.ts';

const MARKET = { symbol: 'W1', timeframe: '1m' } as const;
const MINUTE_MS = 60_000;

/** Bars in the form that it takes. */
export function candlesOf({ time, open, high, low, close, volume }: BarTable): readonly Candle[] {
  return Array.from(time, (openTime, row) => ({
    open: open[row],
    high: high[row],
    low: low[row],
    close: close[row],
    volume: volume[row],
    openTime,
    closeTime: openTime + MINUTE_MS - 1,
  }));
}

/** The peer backtest by @tradalize/core: the positions of the cross, filled at the next open. */
export async function tradalizeBacktest(candles: readonly Candle[]): Promise<readonly Position[]> {
  const broker = new MemoryBroker();
  const closes = Float64Array.from(candles, ({ close }) => close);
  await new Mainframe(new OneChunk(candles), new SmaCross(broker, closes), MARKET).backtest();
  return broker.positionsList.toArray();
}

/** What its positions make of an account with costs, neither of which it has. */
export function accountOf(positions: readonly Position[], lastClose: number): PlainResult {
  const [units, fee] = [100, 0.001];
  let equity = 1_000_000;
  let closedTrades = 0;
  for (const { openPrice, closePrice } of positions) {
    equity -= units * openPrice * (1 + fee);
    if (closePrice === undefined) equity += units * lastClose;
    else {
      equity += units * closePrice * (1 - fee);
      closedTrades++;
    }
  }
  return { finalEquity: equity, closedTrades };
}

class OneChunk extends Datafeed {
  override symbol = MARKET.symbol;
  override timeframe = MARKET.timeframe;
  #candles: readonly Candle[];

  constructor(candles: readonly Candle[]) {
    super();
    this.#candles = candles;
  }

  override async loadNextChunk(): Promise<Candle[]> {
    const chunk = [...this.#candles];
    this.#candles = [];
    return chunk;
  }
}

class SmaCross extends Strategy {
  readonly #closes: Float64Array;
  #row = -1;
  #side = Number.NaN;

  constructor(broker: MemoryBroker, closes: Float64Array) {
    super(broker);
    this.#closes = closes;
  }

  override update(): void {
    const row = ++this.#row;
    const now = Math.sign(windowMean(this.#closes, row, 10) - windowMean(this.#closes, row, 30));
    if (now === 1 && this.#side <= 0) {
      this.openOnNext = { ...MARKET, direction: POSITION_DIRECTION.Long };
    } else if (now === -1 && this.#side >= 0 && this.broker.isInPosition) this.closeOnNext = true;
    this.#side = now;
  }

  protected override calcSl(): undefined {}

  protected override calcTp(): undefined {}
}
