import { lockFolder, nodeDisk, nodeSpawn, systemClock } from '#base/node';
import { QuantError } from '#base';
import { decidingSettings, runLive } from '#core';
import { modelsRead } from '#execution';
import { createStrategy } from '#strategies';
import { EXIT } from '../exit-code.ts';
import { firstChampions } from '../first-champions.ts';
import { checkFolder } from '../folders.ts';
import { finishSession, type TradedSession } from '../traded-session.ts';
import { loadPlanned, tradingFlags, planTrading, providerNames } from '../market-plan.ts';
import { nonNegative, wholeNumber } from '../numbers.ts';
import { loadOwnFeatures } from '../own-features.ts';
import { loadOwnStrategy } from '../own-strategy.ts';
import type { LiveOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';
import { stopOnSignals } from '../stop-signals.ts';
import { tradingStart } from '../trading-start.ts';
import { packageVersion } from '../versions.ts';

/** `quant live`: the self-learning loop on paper; stops cleanly, continues where it stopped. */
export async function runLiveCommand(options: LiveOptions): Promise<number> {
  const stateDir = { flag: '--state-dir', path: 'paths.stateDir', value: options.stateDir };
  const stop = stopOnSignals();
  try {
    return await withSession(options, [...tradingFlags(options), stateDir], async (session) => {
      const traded = await liveRun(session, options, stop.signal);
      session.output.document(await finishSession(session, traded));
      return traded.result.ended === 'stopped' ? EXIT.interrupted : EXIT.done;
    });
  } finally {
    stop.release();
  }
}

async function liveRun(
  session: Session,
  options: LiveOptions,
  stop: AbortSignal,
): Promise<TradedSession> {
  const { config, logger } = session;
  const wishes = wishesOf(options);
  await loadOwnFeatures(session);
  await loadOwnStrategy(options.strategy);
  const plan = await planTrading(session, options);
  const strategy = createStrategy(options.strategy, plan.symbols.length, config.trading);
  const models = modelsRead(strategy, config);
  checkFolder(config.paths.stateDir, 'paths.stateDir');
  if (models.length > 0) checkFolder(config.paths.modelDir, 'paths.modelDir');
  checkFolder(config.paths.reportDir, 'paths.reportDir');
  const market = await loadPlanned(session, plan, plan.historyStart);
  const start = tradingStart(market, models, plan, config);
  const progress = session.progress('live', 'bars');
  const result = await runLive({
    config,
    identity: {
      strategy: strategy.name,
      symbols: plan.symbols,
      interval: plan.interval,
      start,
      provider: providerNames(plan),
      settings: decidingSettings(config),
    },
    market,
    firstChampions: () => firstChampions(session, models, market, start),
    ports: { disk: nodeDisk, clock: systemClock, spawn: nodeSpawn, lockFolder },
    logger,
    build: packageVersion(),
    ...wishes,
    stop,
    onProgress: progress.update,
  });
  progress.finish();
  const readsForecasts = strategy.models.length > 0;
  return { strategy: strategy.name, readsForecasts, market, result };
}

/** What the options say about how the run goes, not about what it decides. */
function wishesOf(options: LiveOptions) {
  const { broker, onExit, speed, maxBars } = options;
  if (broker !== 'paper') {
    throw new QuantError(
      'cli/unknown-broker',
      `Broker ${JSON.stringify(broker)} is not known; this version trades on paper only: --broker paper.`,
    );
  }
  if (onExit !== 'keep' && onExit !== 'flatten') {
    throw new QuantError(
      'cli/bad-option',
      `--on-exit ${JSON.stringify(onExit)} is neither keep nor flatten.`,
    );
  }
  return {
    onExit,
    speed: nonNegative(speed, '--speed'),
    maxBars: maxBars === undefined ? Infinity : wholeNumber(maxBars, '--max-bars', 0),
    resumeTrading: options.resumeTrading === true,
  } as const;
}
