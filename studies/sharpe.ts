import { SILENT_LOGGER } from '#base';
import { BacktestEngine } from '#backtest';
import { type SystemConfig, systemSchema } from '#config';
import { loadMarket, type Market, SimulatedProvider, unionTimes } from '#data';
import { type ForecastTable, forecastHistory, trainModel } from '#models';
import { createStrategy } from '#strategies';
import { oracleSharpe } from './oracle.ts';
import { annualSharpe } from './planted-edge.ts';

/** Sixty years to learn from and twenty that are judged: the simulated market has no end. */
const START = Date.UTC(2000, 0, 1);
const TEST_START = Date.UTC(2060, 0, 1);
const END = Date.UTC(2080, 0, 1);
const SYMBOLS = ['SIM1', 'SIM2', 'SIM3', 'SIM4'];
const MODEL = 'momentum';

/** What the network was made for: returns of several lengths, and what tells about the same of prices. */
const FEATURES = [
  ...['ret1_vol', 'ret5_vol', 'ret10_vol', 'ret21_vol', 'ret42_vol', 'ret63_vol', 'log_return'],
  ...['momentum_ew21', 'rsi14', 'stoch14_k', 'sma20_dist', 'sma50_dist', 'macd_hist', 'bb_pct_b'],
  ...['natr14', 'vol_level', 'volume_ratio20', 'weekday_sin', 'weekday_cos'],
];

/** Annual net Sharpe ratios of twenty years that nothing was trained on, all costs paid. */
export interface SharpeResult {
  readonly seed: number;
  /** Of the trader who knows the edge; null where there is none. */
  readonly oracle: number | null;
  /** Of the network's positions as the strategy `ml` trades them, hedged against one another. */
  readonly momentum: number;
  readonly testYears: number;
}

/** Trains one network on its Sharpe ratio net of costs and trades its positions at 10 bps a side. */
export async function runSharpeSeed(seed: number, optimalSharpe: number): Promise<SharpeResult> {
  const config = configOf(seed, optimalSharpe);
  const provider = new SimulatedProvider(seed, config.data.simulated);
  const market = await loadMarket((request) => provider.fetchBars(request), {
    symbols: SYMBOLS,
    interval: '1d',
    start: START,
    end: END,
    corporateActions: 'apply',
    badBars: 'refuse',
  });
  const { assets } = market;
  const span = { from: START, to: TEST_START };
  const outcome = await trainModel({ name: MODEL, assets, config, seed, span });
  if (outcome.kind !== 'trained') throw new Error(`Seed ${seed} was not trained: ${outcome.kind}.`);
  const times = unionTimes(assets.map((asset) => asset.bars.time));
  const { trained } = outcome;
  const forecasts = await forecastHistory({ models: [trained], assets, times, config });
  await trained.model.release();
  const equity = traded(forecasts, market, config);
  return {
    seed,
    oracle:
      optimalSharpe > 0
        ? oracleSharpe(seed, config.data.simulated, { from: TEST_START, to: END })
        : null,
    momentum: annualSharpe(equity),
    testYears: equity.length / 252,
  };
}

/**
 * A network as small as the edge is faint, and a strategy that follows it almost as it is.
 *
 * A position that was trained net of costs is wary of trading by itself. The account takes half the usual
 * risk, so that its limit on gross positions, which the oracle does not have, seldom binds.
 */
function configOf(seed: number, optimalSharpe: number): SystemConfig {
  return systemSchema.parse({
    seed,
    data: { simulated: { optimalSharpe, annualDrift: 0, edgeAssets: SYMBOLS.length } },
    features: { only: FEATURES },
    model: { momentum: { width: 4, heads: 2, dropout: 0.1 } },
    training: { epochs: 8, learningRate: 0.01, weightDecay: 1, costBps: 10 },
    trading: {
      ml: { model: MODEL, threshold: 0, fullAt: 2, band: 0.075 },
      sizing: { targetVolatility: 0.05 },
      risk: { maxDrawdown: 1, dailyLossLimit: 1 },
    },
  });
}

function traded(forecasts: ForecastTable, market: Market, config: SystemConfig): Float64Array {
  const strategy = createStrategy('ml', market.assets.length, config.trading);
  const logger = SILENT_LOGGER;
  const engine = { market, start: TEST_START, strategy, config, forecasts, logger };
  return new BacktestEngine(engine).run().equity.equity;
}
