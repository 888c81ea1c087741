import { LearningCheckpoint, replayLearning } from '#core';
import { modelsRead } from '#execution';
import { createStrategy } from '#strategies';
import type { FinishedBacktest } from './backtest-result.ts';
import { checkpointSetup } from './backtest-checkpoint.ts';
import { firstChampions } from './first-champions.ts';
import { checkFolder } from './folders.ts';
import { runOfEntries } from './ledger-run.ts';
import { loadPlanned, type MarketPlan } from './market-plan.ts';
import type { Session } from './session.ts';
import { tradingStart } from './trading-start.ts';

/** History through the self-learning loop, on paper. */
export async function learningBacktest(
  session: Session,
  strategy: string,
  plan: MarketPlan,
): Promise<FinishedBacktest> {
  const { config, logger } = session;
  const trader = createStrategy(strategy, plan.symbols.length, config.trading);
  const read = modelsRead(trader, config);
  if (read.length > 0) checkFolder(config.paths.modelDir, 'paths.modelDir');
  const market = await loadPlanned(session, plan, plan.historyStart);
  const start = tradingStart(market, read, plan, config);
  const champions = await firstChampions(session, read, market, start);
  const models = champions.map(({ card }) => card.id);
  const setup = checkpointSetup(session, {
    learns: true,
    strategy: trader.name,
    market,
    start,
    models,
    forecasts: null,
  });
  const checkpoint = setup === null ? null : await LearningCheckpoint.open(setup);
  const progress = session.progress('learn', 'bars');
  const { entries, barsPerYear } = await replayLearning({
    config,
    strategy,
    market,
    champions,
    start,
    logger,
    onProgress: progress.update,
    checkpoint,
  });
  progress.finish();
  return {
    strategy: trader.name,
    market,
    run: runOfEntries(entries, market, config, barsPerYear),
    used: { modelIds: models, caveats: [] },
    readsForecasts: trader.models.length > 0,
    checkpoint,
  };
}
