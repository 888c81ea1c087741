import type { RunRecord } from '#base';
import { nodeDisk, systemClock } from '#base/node';
import {
  BacktestEngine,
  type BacktestRun,
  buildManifest,
  computeHoldingMetrics,
  computeMetrics,
  type Metrics,
} from '#backtest';
import { dateText, type Market } from '#data';
import { createStrategy } from '#strategies';
import { forecastsFor, type UsedForecasts } from '../forecasts.ts';
import { printMetrics } from '../metrics-table.ts';
import type { CommonOptions, MarketOptions } from '../options.ts';
import { progressOn } from '../progress.ts';
import { writeRun } from '../run-files.ts';
import {
  loadPlanned,
  marketFlags,
  openSession,
  planMarket,
  type Session,
  warmUpStart,
} from '../session.ts';
import { versions } from '../versions.ts';

export interface BacktestOptions extends CommonOptions, MarketOptions {
  readonly strategy: string;
  readonly capital?: string | undefined;
  readonly inSample?: true | undefined;
  readonly learn?: true | undefined;
}

/** `quant backtest`: history through the trading step, metrics, dashboard. */
export async function runBacktest(options: BacktestOptions): Promise<void> {
  const session = openSession(options, [
    ...marketFlags(options),
    { flag: '--capital', path: 'backtest.initialCapital', value: options.capital },
  ]);
  try {
    if (options.learn === true) {
      const { runLearningBacktest } = await import('../learning-backtest.ts');
      await runLearningBacktest(session, options);
    } else await runFrozenBacktest(session, options);
  } finally {
    session.close();
  }
}

async function runFrozenBacktest(session: Session, options: BacktestOptions): Promise<void> {
  const { config, logger } = session;
  const plan = await planMarket(session, options);
  const strategy = createStrategy(options.strategy, plan.symbols.length, config.trading);
  const market = await loadPlanned(session, plan, warmUpStart(plan, options, config));
  const firstBar = firstBarFrom(market, plan.start);
  const used = await forecastsFor(session, strategy.models, market, {
    start: firstBar,
    isOpen: options.start === undefined,
    inSample: options.inSample === true,
  });
  // Where nobody named a start, the test begins where there is something to test.
  const start = options.start === undefined ? (used?.firstForecast ?? firstBar) : firstBar;
  const progress = progressOn(process.stderr, 'backtest', 'bars', () => systemClock.now());
  const run = new BacktestEngine({
    market,
    start,
    strategy,
    config,
    logger,
    forecasts: used?.table ?? null,
    onProgress: (done, total) => progress.update(done, total),
  }).run();
  progress.finish();
  finishBacktest(session, strategy.name, market, run, used);
}

/** The first bar of any asset at or after `start`. */
export function firstBarFrom(market: Market, start: number): number {
  const firsts = market.assets.map(
    ({ bars }) => bars.time.find((time) => time >= start) ?? Number.POSITIVE_INFINITY,
  );
  return Math.min(...firsts);
}

/** Builds the record, writes files, prints the table. */
export function finishBacktest(
  session: Session,
  strategy: string,
  market: Market,
  run: BacktestRun & Partial<Pick<RunRecord, 'retrains'>>,
  used: Pick<UsedForecasts, 'modelIds' | 'caveats'> | null,
): void {
  const { config, output } = session;
  const { equity, fills, trades, breaches, benchmark } = run;
  const caveats = [...(used?.caveats ?? [])];
  for (const breach of breaches) {
    if (breach.code === 'MAX_DRAWDOWN') caveats.push(`trading halted on ${dateText(breach.time)}`);
  }
  const record: RunRecord = {
    manifest: buildManifest({
      mode: 'backtest',
      strategy,
      market,
      start: equity.time[0],
      end: equity.time[equity.time.length - 1],
      config,
      versions: versions(),
      models: used?.modelIds ?? [],
      caveats,
    }),
    equity,
    benchmark,
    prices: Object.fromEntries(market.assets.map(({ symbol, bars }) => [symbol, bars])),
    trades,
    fills,
    dataHealth: market.assets.map(({ health }) => health),
    retrains: run.retrains ?? [],
    breaches,
  };
  const options = {
    initialCapital: config.backtest.initialCapital,
    riskFreeRate: config.backtest.riskFreeRate,
    periodsPerYear: run.barsPerYear,
    seed: config.seed,
  };
  const metrics = computeMetrics({ equity, trades, fills, benchmark }, options);
  const held = computeHoldingMetrics(equity.time, benchmark, options);
  const files = writeRun(nodeDisk, config.paths.reportDir, record, metrics);
  printRun(session, record, metrics, held, files.dashboard);
  output.document({ metrics, trades, fills, manifest: record.manifest, files });
}

function printRun(
  { output }: Session,
  { manifest }: RunRecord,
  metrics: Metrics,
  held: Metrics,
  dashboard: string,
): void {
  output.text(
    `${manifest.strategy} on ${manifest.symbols.join(', ')} (${manifest.interval}), ${dateText(manifest.start)} to ${dateText(manifest.end)}\n`,
  );
  printMetrics(output, [
    { name: manifest.strategy, metrics },
    { name: 'buy and hold', metrics: held },
  ]);
  if (manifest.caveats.length > 0) output.text(`\nMind: ${manifest.caveats.join('; ')}.`);
  output.text(`\nDashboard: ${dashboard}`);
}
