import { join } from 'node:path';
import { nodeDisk, nodeSpawn, systemClock } from '#base/node';
import { childRetrainer, replayLearning } from '#core';
import { createStrategy } from '#strategies';
import { type BacktestOptions, finishBacktest } from './commands/backtest.ts';
import { firstChampions } from './first-champions.ts';
import { runOfEntries } from './ledger-run.ts';
import { progressOn } from './progress.ts';
import { loadPlanned, planMarket, type Session } from './session.ts';
import { tradingStart } from './trading-start.ts';

/** `quant backtest --learn`: the history through the self-learning loop, on paper. */
export async function runLearningBacktest(
  session: Session,
  options: BacktestOptions,
): Promise<void> {
  const { config, logger } = session;
  // All history before the start is needed for the first training.
  const plan = await planMarket(session, { ...options, start: undefined });
  const market = await loadPlanned(session, plan);
  const { models } = createStrategy(options.strategy, plan.symbols.length, config.trading);
  const start = tradingStart(market, models, options.start, config);
  const champions = await firstChampions(session, models, market, start);
  const progress = progressOn(process.stderr, 'learn', 'bars', () => systemClock.now());
  const { entries, barsPerYear } = await replayLearning({
    config,
    strategy: options.strategy,
    market,
    champions,
    start,
    logger,
    retrainer: childRetrainer({
      disk: nodeDisk,
      spawn: nodeSpawn,
      clock: systemClock,
      folder: join(config.paths.stateDir, 'retrain'),
      timeoutMs: config.training.retrainTimeoutMs,
    }),
    onProgress: (done, total) => progress.update(done, total),
  });
  progress.finish();
  finishBacktest(
    session,
    options.strategy,
    market,
    runOfEntries(entries, market, config, barsPerYear),
    {
      modelIds: champions.map(({ card }) => card.id),
      caveats: [],
    },
  );
}
