import { nodeDisk } from '#base/node';
import type { RunRecord } from '#base';
import {
  type BacktestRun,
  buildManifest,
  computeBreakdowns,
  computeHoldingMetrics,
  computeMetrics,
  type Metrics,
} from '#backtest';
import { shapingSettings } from '#config';
import { dateText, type Market } from '#data';
import { type BreakdownName, printBreakdowns } from './breakdown-tables.ts';
import type { UsedForecasts } from './forecasts.ts';
import { metricOptions } from './metric-options.ts';
import { printMetrics } from './metrics-table.ts';
import { writeRun } from './run-files.ts';
import type { Session } from './session.ts';
import { versions } from './versions.ts';

/** A backtest that has run. */
export interface FinishedBacktest {
  readonly strategy: string;
  readonly market: Market;
  /** Bars within its bars that were read too. */
  readonly finerMarket?: Market | null;
  readonly run: BacktestRun & Partial<Pick<RunRecord, 'retrains'>>;
  readonly used: Pick<UsedForecasts, 'modelIds' | 'caveats'> | null;
  /** What was kept of the run on the way, if anything; removed once its results are written. */
  readonly checkpoint?: { finish(): void } | null;
}

/**
 * Writes record and dashboard, prints the table, and returns the command's document.
 *
 * @param by - breakdowns that are printed, too
 */
export function finishBacktest(
  session: Session,
  finished: FinishedBacktest,
  by: readonly BreakdownName[] = [],
) {
  const { config } = session;
  const { market, run } = finished;
  const record = recordOf(session, finished);
  const { equity, trades, fills, flows, manifest, dataHealth } = record;
  const options = metricOptions(config, run.barsPerYear);
  const metrics = computeMetrics(record, options);
  const held = computeHoldingMetrics(equity.time, record.benchmark, options);
  const { barsPerYear } = run;
  const breakdowns = computeBreakdowns({ run: record, market, config, barsPerYear });
  const settings = shapingSettings(config);
  const files = writeRun(nodeDisk, config.paths.reportDir, {
    record,
    metrics,
    held,
    breakdowns,
    settings,
  });
  finished.checkpoint?.finish();
  printRun(session, record, { metrics, held });
  printBreakdowns(session.output, breakdowns, by);
  session.output.text(`\nDashboard: ${files.dashboard}`);
  return { metrics, breakdowns, trades, fills, flows, manifest, dataHealth, files };
}

function recordOf(
  { config }: Session,
  { strategy, market, finerMarket = null, run, used }: FinishedBacktest,
): RunRecord {
  const { equity, fills, trades, flows, breaches, benchmark } = run;
  const halts = breaches.filter(({ code }) => code === 'MAX_DRAWDOWN');
  return {
    manifest: buildManifest({
      mode: 'backtest',
      strategy,
      market,
      finerMarket,
      start: equity.time[0],
      end: equity.time[equity.time.length - 1],
      config,
      versions: versions(),
      models: used?.modelIds ?? [],
      caveats: [
        ...(used?.caveats ?? []),
        ...halts.map(({ time }) => `trading halted on ${dateText(time)}`),
      ],
    }),
    equity,
    benchmark,
    prices: Object.fromEntries(market.assets.map(({ symbol, bars }) => [symbol, bars])),
    trades,
    fills,
    flows,
    dataHealth: market.assets.map(({ health }) => health),
    retrains: run.retrains ?? [],
    breaches,
    modelWeights: run.modelWeights,
  };
}

function printRun(
  { output }: Session,
  { manifest }: RunRecord,
  shown: { readonly metrics: Metrics; readonly held: Metrics },
): void {
  const { strategy, symbols, interval, start, end } = manifest;
  output.text(
    `${strategy} on ${symbols.join(', ')} (${interval}), ${dateText(start)} to ${dateText(end)}\n`,
  );
  printMetrics(output, [
    { name: strategy, metrics: shown.metrics },
    { name: 'buy and hold', metrics: shown.held },
  ]);
  if (manifest.caveats.length > 0) output.text(`\nMind: ${manifest.caveats.join('; ')}.`);
}
