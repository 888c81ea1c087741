import { intervalMs, QuantError } from '#base';
import { BacktestEngine, type HistoryPiece } from '#backtest';
import { RunCheckpoint } from '#core';
import type { Market } from '#data';
import { type DeskState, modelsRead } from '#execution';
import { createStrategy } from '#strategies';
import { checkpointSetup } from '../backtest-checkpoint.ts';
import { type FinishedBacktest, finishBacktest } from '../backtest-result.ts';
import { breakdownsAsked } from '../breakdown-tables.ts';
import { checkFolder } from '../folders.ts';
import { firstBarFrom } from '../first-bar.ts';
import { forecastsFor } from '../forecasts.ts';
import { loadOwnFeatures } from '../own-features.ts';
import { loadOwnStrategy } from '../own-strategy.ts';
import { loadPlanned, tradingFlags, type MarketPlan, planTrading } from '../market-plan.ts';
import type { BacktestOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';
import { warmUpStart } from '../warm-up.ts';

/** `quant backtest`: history through the trading step, metrics, dashboard. */
export async function runBacktest(options: BacktestOptions): Promise<void> {
  const capital = {
    flag: '--capital',
    path: 'backtest.initialCapital',
    value: options.capital,
  };
  await withSession(options, [...tradingFlags(options), capital], async (session) => {
    session.output.document(await backtest(session, options));
  });
}

/** Runs a backtest, writes its files, prints its table, and returns its document. */
export async function backtest(session: Session, options: BacktestOptions) {
  if (options.learn === true && options.inSample === true) {
    throw new QuantError(
      'cli/bad-option',
      '--learn trains on what came before each bar, so --in-sample says nothing; leave one out.',
    );
  }
  if (options.learn === true && session.config.backtest.fineInterval !== null) {
    throw new QuantError(
      'cli/bad-option',
      '--learn takes what a bar allows at its worst; leave it out, or backtest.fineInterval.',
    );
  }
  const by = breakdownsAsked(options.by);
  await loadOwnFeatures(session);
  await loadOwnStrategy(options.strategy);
  const plan = await planTrading(session, options);
  checkFolder(session.config.paths.reportDir, 'paths.reportDir');
  if (options.learn !== true)
    return finishBacktest(session, await frozen(session, options, plan), by);
  const { learningBacktest } = await import('../learning-backtest.ts');
  return finishBacktest(session, await learningBacktest(session, options.strategy, plan), by);
}

/** History traded on the forecasts of models that stay what they are. */
async function frozen(
  session: Session,
  options: BacktestOptions,
  plan: MarketPlan,
): Promise<FinishedBacktest> {
  const { config, logger } = session;
  const strategy = createStrategy(options.strategy, plan.symbols.length, config.trading, logger);
  const market = await loadPlanned(session, plan, warmUpStart(plan, config));
  const firstBar = firstBarFrom(market, plan);
  const used = await forecastsFor(config, modelsRead(strategy, config), market, {
    start: firstBar,
    isOpen: !plan.isStartNamed,
    inSample: options.inSample === true,
    logger,
  });
  const finerMarket = await loadFiner(session, plan, market.assets[0].bars.time[0]);
  // Where nobody named a start, the test begins where there is something to test.
  const start = plan.isStartNamed ? firstBar : (used?.firstForecast ?? firstBar);
  const setup = checkpointSetup(session, {
    learns: false,
    strategy: strategy.name,
    market,
    finerMarket,
    start,
    models: used?.modelIds ?? [],
    forecasts: used?.table ?? null,
  });
  const checkpoint = setup === null ? null : RunCheckpoint.open<DeskState, HistoryPiece>(setup);
  const progress = session.progress('backtest', 'bars');
  const run = new BacktestEngine({
    market,
    finerMarket,
    start,
    strategy,
    config,
    logger,
    forecasts: used?.table ?? null,
    onProgress: progress.update,
    checkpoint,
  }).run();
  progress.finish();
  return {
    strategy: strategy.name,
    ...{ market, finerMarket, run, used, checkpoint },
    readsForecasts: strategy.models.length > 0,
  };
}

/** The bars within the bars of a plan, where they are asked for. */
async function loadFiner(
  session: Session,
  plan: MarketPlan,
  start: number,
): Promise<Market | null> {
  const { fineInterval } = session.config.backtest;
  if (fineInterval === null) return null;
  if (!(intervalMs(fineInterval) < intervalMs(plan.interval))) {
    throw new QuantError(
      'cli/bad-option',
      `backtest.fineInterval is ${fineInterval}, no shorter than the bars of ${plan.interval}; set a shorter one, or null.`,
    );
  }
  return loadPlanned(session, { ...plan, interval: fineInterval }, start);
}
