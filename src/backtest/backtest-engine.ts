import {
  emptySlice,
  firstRowAtOrAfter,
  type Forecast,
  type Logger,
  type ModelWeights,
  periodsPerYear,
  type Series,
} from '#base';
import type { SystemConfig } from '#config';
import { dateText, type Market, type MarketAsset, MarketReplay } from '#data';
import { PaperExecutor, TradingDesk } from '#execution';
import { type ForecastTable, forecastsAt } from '#models';
import { delayedStrategy, type Strategy } from '#strategies';
import { benchmarkEquity } from './benchmark.ts';
import { type BacktestCheckpoint, Checkpointer } from './checkpoint/checkpointer.ts';
import { delistingStamps, paperMarket } from './paper-market.ts';
import { type RunHistory, RunRecorder } from './run-recorder.ts';
import { WeightRecorder } from './weight-recorder.ts';

/** History and the desk that trades it. */
export interface BacktestInput {
  readonly market: Market;
  /** The same symbols at a shorter interval, to tell in which order prices were met inside a bar. */
  readonly finerMarket?: Market | null;
  /** Bars before this stamp only warm up indicators, UTC epoch ms. */
  readonly start: number;
  readonly strategy: Strategy;
  readonly config: SystemConfig;
  /** Forecasts at every time of the market's union clock; null for a strategy that reads none. */
  readonly forecasts: ForecastTable | null;
  readonly logger: Logger;
  readonly onProgress?: (barsDone: number, barsTotal: number) => void;
  /** Where the run is kept on the way, and an unfinished one is found; null keeps nothing. */
  readonly checkpoint?: BacktestCheckpoint | null;
}

export interface BacktestRun extends RunHistory {
  /** Equal-weight buy and hold of the same assets on the same bars. */
  readonly benchmark: Series;
  /** Over the whole history, to annualise its figures; sizing knows only what was known by then. */
  readonly barsPerYear: number;
  /** Null where no models vote. */
  readonly modelWeights: ModelWeights | null;
}

/** Bars between two calls of `onProgress`. */
const PROGRESS_BARS = 8192;

const WEEK_MS = 7 * 86_400_000;

const NO_FORECASTS: readonly Forecast[] = [];

/** Replays history through the trading step; every bar of it was known when it was traded on. */
export class BacktestEngine {
  readonly #input: BacktestInput;
  readonly #replay: MarketReplay;
  readonly #desk: TradingDesk;
  readonly #firstBar: number;

  constructor(input: BacktestInput) {
    const { market, config, strategy, logger } = input;
    this.#input = input;
    this.#replay = new MarketReplay(market.assets);
    const { times } = this.#replay;
    this.#firstBar = firstRowAtOrAfter(times, input.start);
    this.#desk = new TradingDesk({
      symbols: market.assets.map((asset) => asset.symbol),
      trading: config.trading,
      portfolio: config.portfolio,
      initialCapital: config.backtest.initialCapital,
      riskFreeRate: config.backtest.riskFreeRate,
      barsPerYear: periodsPerYear(times.subarray(0, knownBars(times, this.#firstBar))),
      volatilityHalfLifeBars: config.features.volatilityHalfLifeBars,
      strategy: delayedStrategy(strategy, config.trading.dataDelayMinutes, market.interval),
      executor: new PaperExecutor(
        config.trading,
        market.assets.map(volumeFrom),
        paperMarket(market, config, input.finerMarket),
      ),
      logger,
    });
  }

  run(): BacktestRun {
    const { market, config, forecasts, strategy, onProgress, checkpoint = null } = this.#input;
    const { times } = this.#replay;
    const bars = times.length;
    const symbols = market.assets.map((asset) => asset.symbol);
    const recorder = new RunRecorder(symbols, times.subarray(this.#firstBar));
    const weights = new WeightRecorder();
    const slice = emptySlice(symbols.length);
    const checkpointer = new Checkpointer(checkpoint, {
      replay: this.#replay,
      desk: this.#desk,
      recorders: { account: recorder, weights },
      firstBar: this.#firstBar,
    });
    checkpointer.resume(slice);
    let checkpointAt = checkpointer.next;
    while (this.#replay.advance(slice)) {
      if (slice.barIndex < this.#firstBar) this.#desk.warmUp(slice);
      else {
        const expected = forecasts === null ? NO_FORECASTS : forecastsAt(forecasts, slice.barIndex);
        const report = this.#desk.step(slice, expected);
        recorder.record(slice.time, this.#desk, report);
        weights.record(slice.time, strategy.modelWeights);
      }
      if (slice.barIndex === checkpointAt) {
        checkpointer.save(slice);
        checkpointAt = checkpointer.next;
      }
      if (slice.barIndex % PROGRESS_BARS === 0) onProgress?.(slice.barIndex, bars);
    }
    onProgress?.(bars, bars);
    if (config.backtest.closeAtEnd) {
      recorder.restate(slice.time, this.#desk, this.#desk.closeAll(slice));
    }
    this.#warnOfEnded();
    const history = recorder.history();
    return {
      ...history,
      benchmark: benchmarkEquity(market, history.equity.time, config),
      barsPerYear: periodsPerYear(times),
      modelWeights: weights.history(),
    };
  }

  /** One warning for each asset that is still held at a price from long before the end. */
  #warnOfEnded(): void {
    const { market, logger } = this.#input;
    const { quantity } = this.#desk.book;
    delistingStamps(market, this.#replay.times, OLD_PRICE_BARS).forEach((stamp, asset) => {
      if (Number.isNaN(stamp) || quantity[asset] === 0) return;
      const { symbol, bars } = market.assets[asset];
      const day = dateText(bars.time[bars.time.length - 1]);
      logger.warn(
        `${symbol} has no bar after ${day}; what is held of it counts at that price (trading.delisting.closeAfterBars closes it)`,
      );
    });
  }
}

/** Bars without an asset after which its price is called old. */
const OLD_PRICE_BARS = 5;

/**
 * Bars that show how often there is trading: those up to the first that is traded, and at least a week
 * of them, so that sizes don't depend on how far the data reach.
 */
function knownBars(times: Float64Array, firstBar: number): number {
  return Math.max(firstBar, firstRowAtOrAfter(times, times[0] + WEEK_MS)) + 1;
}

/** Stamp of an asset's first bar with a volume, UTC epoch ms; NaN where its feed reports none. */
export function volumeFrom({ bars }: MarketAsset): number {
  return bars.time[bars.volume.findIndex((volume) => volume > 0)] ?? Number.NaN;
}
