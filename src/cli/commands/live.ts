import { lockFolder, nodeDisk, nodeSpawn, systemClock } from '#base/node';
import { QuantError, type RetrainRecord } from '#base';
import { computeMetrics } from '#backtest';
import { type BarEntry, type LiveRunResult, runLive, settingsHash } from '#core';
import { dateText, type Market } from '#data';
import { createStrategy } from '#strategies';
import { EXIT } from '../exit-code.ts';
import { firstChampions } from '../first-champions.ts';
import { runOfEntries } from '../ledger-run.ts';
import { printMetrics } from '../metrics-table.ts';
import type { CommonOptions, MarketOptions } from '../options.ts';
import { progressOn } from '../progress.ts';
import { loadPlanned, marketFlags, openSession, planMarket, type Session } from '../session.ts';
import { stopOnSignals } from '../stop-signals.ts';
import { tradingStart } from '../trading-start.ts';
import { packageVersion } from '../versions.ts';

export interface LiveOptions extends CommonOptions, MarketOptions {
  readonly strategy: string;
  readonly broker: string;
  readonly speed: string;
  readonly maxBars?: string | undefined;
  readonly onExit: string;
  readonly stateDir?: string | undefined;
  readonly resumeTrading?: true | undefined;
}

/** `quant live`: the self-learning loop on paper; stops cleanly, continues where it stopped. */
export async function runLiveCommand(options: LiveOptions): Promise<number> {
  const session = openSession(options, [
    ...marketFlags(options),
    { flag: '--state-dir', path: 'paths.stateDir', value: options.stateDir },
  ]);
  const stop = stopOnSignals();
  try {
    const { market, result } = await liveRun(session, options, stop.signal);
    report(session, options, market, result);
    return result.ended === 'stopped' ? EXIT.interrupted : EXIT.done;
  } finally {
    stop.release();
    session.close();
  }
}

async function liveRun(
  session: Session,
  options: LiveOptions,
  stop: AbortSignal,
): Promise<{ market: Market; result: LiveRunResult }> {
  const { config, logger } = session;
  checkBroker(options.broker);
  const plan = await planMarket(session, { ...options, start: undefined });
  const market = await loadPlanned(session, plan);
  const { models } = createStrategy(options.strategy, plan.symbols.length, config.trading);
  const start = tradingStart(market, models, options.start, config);
  const progress = progressOn(process.stderr, 'live', 'bars', () => systemClock.now());
  const result = await runLive({
    config,
    identity: {
      strategy: options.strategy,
      symbols: plan.symbols,
      interval: plan.interval,
      start,
      provider: plan.provider.name,
      settingsHash: settingsHash(config),
    },
    market,
    firstChampions: () => firstChampions(session, models, market, start),
    ports: { disk: nodeDisk, clock: systemClock, spawn: nodeSpawn, lockFolder },
    logger,
    build: packageVersion(),
    speed: nonNegative(options.speed, '--speed'),
    maxBars: options.maxBars === undefined ? Infinity : nonNegative(options.maxBars, '--max-bars'),
    onExit: exitChoice(options.onExit),
    resumeTrading: options.resumeTrading === true,
    stop,
    onProgress: (done, total) => progress.update(done, total),
  });
  progress.finish();
  return { market, result };
}

function checkBroker(broker: string): void {
  if (broker === 'paper') return;
  throw new QuantError(
    'cli/unknown-broker',
    `Broker "${broker}" is not known; this version trades on paper only: --broker paper.`,
  );
}

function exitChoice(text: string): 'keep' | 'flatten' {
  if (text === 'keep' || text === 'flatten') return text;
  throw new QuantError('cli/bad-option', `--on-exit ${text} is neither keep nor flatten.`);
}

function nonNegative(text: string, flag: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new QuantError('cli/bad-option', `${flag} ${text} is not a number of 0 or more.`);
}

function report(
  { config, output }: Session,
  options: LiveOptions,
  market: Market,
  result: LiveRunResult,
): void {
  const { entries, barCounter, ended, resumedFrom, barsPerYear } = result;
  const run = runOfEntries(entries, market, config, barsPerYear);
  if (entries.length > 0) {
    const metrics = computeMetrics(run, {
      initialCapital: config.backtest.initialCapital,
      riskFreeRate: config.backtest.riskFreeRate,
      periodsPerYear: barsPerYear,
      seed: config.seed,
    });
    printMetrics(output, [{ name: options.strategy, metrics }]);
  }
  const last = entries.at(-1);
  output.text(
    `\n${endText(ended)} at bar ${barCounter}${last === undefined ? '' : ` (${dateText(last.time)})`}; ${retrainText(run.retrains)}; state in ${config.paths.stateDir}.`,
  );
  output.document({
    barCounter,
    resumedFrom,
    ended,
    finalEquity: last?.equity ?? config.backtest.initialCapital,
    bars: entries.map(({ bar, time, equity, cash }: BarEntry) => ({ bar, time, equity, cash })),
    orders: entries.flatMap((entry) => entry.orders),
    fills: run.fills,
    trades: run.trades,
    retrains: run.retrains,
    breaches: run.breaches,
    champions: result.champions.map(({ card }) => ({ model: card.name, id: card.id })),
  });
}

function endText(ended: LiveRunResult['ended']): string {
  return { data: 'No more bars', 'max-bars': 'Stopped as told', stopped: 'Stopped' }[ended];
}

function retrainText(retrains: readonly RetrainRecord[]): string {
  const accepted = retrains.filter(({ verdict }) => verdict === 'ACCEPTED').length;
  return `${retrains.length} retrains, ${accepted} accepted`;
}
