import { mean, SILENT_LOGGER, sharpe, standardDeviation } from '#base';
import { BacktestEngine, benchmarkEquity } from '#backtest';
import { type SystemConfig, systemSchema } from '#config';
import { loadMarket, type Market, SimulatedProvider, unionTimes } from '#data';
import { forecastHistory, trainWalkForward } from '#models';
import { createStrategy } from '#strategies';
import { oracleSharpe } from './oracle.ts';

/** Ten years to learn from first, then more than ten that are judged. */
const SPAN = { start: Date.UTC(2000, 0, 1), end: Date.UTC(2021, 0, 1) };
const FIRST_TRAINING_BARS = 2520;
const SYMBOLS = ['SIM1', 'SIM2', 'SIM3', 'SIM4'];

/** Annual net Sharpe ratios out of sample, all costs paid. */
export interface SeedResult {
  readonly seed: number;
  /** Of the trader who knows the edge; null where there is none. */
  readonly oracle: number | null;
  readonly ridge: number;
  readonly persistence: number;
  readonly buyAndHold: number;
  readonly testYears: number;
}

export interface PlantedEdgeOptions {
  /** Of the best possible strategy; 0 plants nothing. */
  readonly optimalSharpe: number;
  /** Expected return a year, fraction. */
  readonly annualDrift: number;
}

/** One seed of the simulated market: what each forecaster earns on bars it was not trained on. */
export async function runSeed(seed: number, options: PlantedEdgeOptions): Promise<SeedResult> {
  const config: SystemConfig = systemSchema.parse({
    seed,
    data: { simulated: { ...options, edgeAssets: SYMBOLS.length } },
    training: { minTrainBars: FIRST_TRAINING_BARS },
    trading: { risk: { maxDrawdown: 1, dailyLossLimit: 1 } },
  });
  const provider = new SimulatedProvider(seed, config.data.simulated);
  const market = await loadMarket((request) => provider.fetchBars(request), {
    symbols: SYMBOLS,
    interval: '1d',
    ...SPAN,
    corporateActions: 'apply',
    badBars: 'refuse',
  });
  const ridge = await tradedForecasts('ridge', market, config);
  const persistence = await tradedForecasts('persistence', market, config);
  const held = benchmarkEquity(market, ridge.times, config);
  return {
    seed,
    oracle:
      options.optimalSharpe > 0
        ? oracleSharpe(seed, config.data.simulated, { from: ridge.times[0], to: SPAN.end })
        : null,
    ridge: ridge.sharpe,
    persistence: persistence.sharpe,
    buyAndHold: annualSharpe(held),
    testYears: ridge.times.length / 252,
  };
}

async function tradedForecasts(
  name: string,
  market: Market,
  config: SystemConfig,
): Promise<{ readonly times: Float64Array; readonly sharpe: number }> {
  const { assets } = market;
  const trained = await trainWalkForward({ name, assets, config, seed: config.seed });
  if (trained.kind !== 'trained') throw new Error(trained.kind);
  const times = unionTimes(assets.map((asset) => asset.bars.time));
  const models = trained.folds.map((fold) => fold.trained);
  const forecasts = await forecastHistory({ models, assets, times, config });
  const trading = { ...config.trading, ml: { ...config.trading.ml, model: name } };
  const run = new BacktestEngine({
    market,
    start: trained.folds[0].test.from,
    strategy: createStrategy('ml', assets.length, trading),
    config,
    forecasts,
    logger: SILENT_LOGGER,
  }).run();
  return { times: run.equity.time, sharpe: annualSharpe(run.equity.equity) };
}

/** Of an account's daily equity. */
export function annualSharpe(equity: Float64Array): number {
  const returns = equity.subarray(1).map((value, bar) => value / equity[bar] - 1);
  return sharpe(returns, 252).ratio;
}

export interface Summary {
  readonly mean: number;
  readonly standardError: number;
}

export function summarise(values: readonly number[]): Summary {
  const column = Float64Array.from(values);
  return {
    mean: mean(column),
    standardError: standardDeviation(column) / Math.sqrt(column.length),
  };
}
