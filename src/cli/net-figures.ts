import { SILENT_LOGGER } from '#base';
import {
  BacktestEngine,
  type BacktestRun,
  benchmarkEquity,
  computeHoldingMetrics,
  computeMetrics,
  type Metrics,
} from '#backtest';
import type { SystemConfig } from '#config';
import { type Market, unionTimes } from '#data';
import { type FoldResult, forecastHistory, type TrainedModel } from '#models';
import { createStrategy } from '#strategies';
import { metricOptions } from './metric-options.ts';

/** Buy and hold over the folds' test spans. */
export interface HeldFigures {
  readonly metrics: Metrics;
  /** First stamp of the first test span. */
  readonly from: number;
}

/** What the ML strategy makes of the folds' models on their test spans, all costs paid. */
export async function netFigures(
  config: SystemConfig,
  market: Market,
  name: string,
  folds: readonly FoldResult[],
): Promise<Metrics> {
  const models = folds.map((fold) => fold.trained);
  const run = await tradeForecasts(config, market, { name, models, start: folds[0].test.from });
  return computeMetrics(run, metricOptions(config, run.barsPerYear));
}

/** One kind of model, and the stamp of the first bar that its forecasts are traded on. */
export interface JudgedModels {
  readonly name: string;
  readonly models: readonly TrainedModel[];
  readonly start: number;
}

/** A backtest of the ML strategy on models' forecasts, halts left out. */
export async function tradeForecasts(
  config: SystemConfig,
  market: Market,
  { name, models, start }: JudgedModels,
): Promise<BacktestRun> {
  const times = unionTimes(market.assets.map((asset) => asset.bars.time));
  const forecasts = await forecastHistory({ models, assets: market.assets, times, config });
  const judged = forJudging(config, name);
  return new BacktestEngine({
    market,
    start,
    strategy: createStrategy('ml', market.assets.length, judged.trading),
    config: judged,
    forecasts,
    logger: SILENT_LOGGER,
  }).run();
}

/** A halt would end a poor model's losses and so flatter it: models are judged without. */
function forJudging(config: SystemConfig, model: string): SystemConfig {
  const { trading } = config;
  const ml = { ...trading.ml, model };
  const risk = { ...trading.risk, maxDrawdown: 1, dailyLossLimit: 1 };
  return { ...config, trading: { ...trading, ml, risk } };
}

/** Buy and hold over the same test spans. */
export function heldOverTests(
  market: Market,
  folds: readonly FoldResult[],
  config: SystemConfig,
): HeldFigures {
  const from = folds[0].test.from;
  const times = unionTimes(market.assets.map((asset) => asset.bars.time)).filter(
    (time) => time >= from,
  );
  const equity = benchmarkEquity(market, times, config);
  return { metrics: computeHoldingMetrics(times, equity, metricOptions(config)), from };
}
