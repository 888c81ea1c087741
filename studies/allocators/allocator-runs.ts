import {
  bootstrapInterval,
  firstRowAtOrAfter,
  Random,
  SILENT_LOGGER,
  sharpe,
  standardDeviation,
} from '#base';
import { BacktestEngine, computeMetrics, type Metrics } from '#backtest';
import { type PortfolioConfig, type SystemConfig, systemSchema } from '#config';
import { type Market, unionTimes } from '#data';
import { type ForecastTable, forecastHistory, trainWalkForward } from '#models';
import { createStrategy } from '#strategies';

/** Everything wanted, so that weights are all that differs; a stop would cut the losers short. */
const STRATEGY = 'buy-and-hold';
const NO_STOPS = { maxDrawdown: 1, dailyLossLimit: 1 };
const BARS_A_YEAR = 252;

export interface AllocatorRun {
  readonly name: string;
  /** First bar traded, UTC epoch ms. */
  readonly start: number;
  /** All costs paid. */
  readonly net: Metrics;
  /** Sharpe ratio of the same rules where trading costs nothing. */
  readonly freeSharpe: number;
  /** Net Sharpe ratio less that of equal weights; null for equal weights. */
  readonly difference: {
    readonly ratio: number;
    readonly low: number;
    readonly high: number;
  } | null;
}

export interface Allocator {
  readonly name: string;
  readonly portfolio: Partial<PortfolioConfig>;
}

/** Each allocator trades the same market, monthly, at the same costs; the first is what others are held against. */
export async function allocatorRuns(
  market: Market,
  allocators: readonly Allocator[],
  onDone: (name: string) => void,
): Promise<readonly AllocatorRun[]> {
  const forecasts = allocators.some(({ portfolio }) => portfolio.method === 'ppo')
    ? await agentForecasts(market)
    : null;
  const start = forecasts?.start ?? market.assets[0].bars.time[2 * BARS_A_YEAR];
  const equities = new Map<string, Float64Array>();
  return allocators.map(({ name, portfolio }, at) => {
    const trade = (costs: object) => run(market, portfolio, { forecasts, start, costs });
    const paid = trade({});
    const equity = paid.run.equity.equity;
    equities.set(name, equity);
    const first = equities.get(allocators[0].name) ?? equity;
    onDone(name);
    return {
      name,
      start,
      net: computeMetrics(paid.run, { initialCapital: paid.config.backtest.initialCapital }),
      freeSharpe: annualSharpe(trade({ commissionBps: 0, slippageBps: 0 }).run.equity.equity),
      difference: at === 0 ? null : sharpeDifference(equity, first),
    };
  });
}

interface Conditions {
  readonly forecasts: { readonly table: ForecastTable } | null;
  readonly start: number;
  readonly costs: object;
}

function run(market: Market, portfolio: object, { forecasts, start, costs }: Conditions) {
  const config = systemSchema.parse({
    portfolio,
    trading: { sizing: { method: 'portfolio' }, risk: NO_STOPS, ...costs },
  });
  return {
    config,
    run: new BacktestEngine({
      market,
      start,
      strategy: createStrategy(STRATEGY, market.assets.length, config.trading),
      config,
      forecasts: forecasts?.table ?? null,
      logger: SILENT_LOGGER,
    }).run(),
  };
}

/** Weights of agents, each trained on what came before its fold. */
async function agentForecasts(market: Market) {
  const config: SystemConfig = systemSchema.parse({});
  const { assets } = market;
  const trained = await trainWalkForward({ name: 'ppo', assets, config, seed: config.seed });
  if (trained.kind !== 'trained') throw new Error(trained.kind);
  const times = unionTimes(assets.map((asset) => asset.bars.time));
  const models = trained.folds.map((fold) => fold.trained);
  const table = await forecastHistory({ models, assets, times, config });
  return { table, start: times[firstRowAtOrAfter(times, trained.folds[0].test.from)] };
}

function annualSharpe(equity: Float64Array): number {
  return sharpe(returnsOf(equity), BARS_A_YEAR).ratio;
}

/**
 * Difference of two Sharpe ratios and its 95 % interval by the stationary bootstrap of the difference of
 * returns in units of each account's own deviation.
 */
function sharpeDifference(equity: Float64Array, other: Float64Array) {
  const [one, two] = [returnsOf(equity), returnsOf(other)];
  const [spread, otherSpread] = [standardDeviation(one), standardDeviation(two)];
  const differences = one.map((value, bar) => value / spread - two[bar] / otherSpread);
  const perYear = (path: ArrayLike<number>) => {
    let sum = 0;
    for (let at = 0; at < path.length; at++) sum += path[at];
    return (sum / path.length) * Math.sqrt(BARS_A_YEAR);
  };
  const options = { random: new Random(1), resamples: 1000, confidence: 0.95 };
  return { ratio: perYear(differences), ...bootstrapInterval(differences, perYear, options) };
}

function returnsOf(equity: Float64Array): Float64Array {
  return equity.subarray(1).map((value, bar) => value / equity[bar] - 1);
}
