import { nodeDisk } from '#base/node';
import type { RunManifest, RunRecord } from '#base';
import {
  type BacktestRun,
  buildManifest,
  computeBreakdowns,
  computeHoldingMetrics,
  computeMetrics,
} from '#backtest';
import { shapingSettings } from '#config';
import { dateText, type Market } from '#data';
import { baselinesOf, type HeldAgainst } from './baselines.ts';
import type { UsedForecasts } from './forecasts.ts';
import { metricOptions } from './metric-options.ts';
import { writeRun } from './run-files.ts';
import type { Session } from './session.ts';
import { versions } from './versions.ts';

/** A run that has come to an end, and all that is told of it. */
export interface FinishedRun extends HeldAgainst {
  readonly mode: RunManifest['mode'];
  /** Bars within its bars that were read too. */
  readonly finerMarket?: Market | null;
  readonly run: BacktestRun & Partial<Pick<RunRecord, 'retrains'>>;
  readonly used: Pick<UsedForecasts, 'modelIds' | 'caveats'> | null;
}

/** Measures a run, writes all that is kept of it and its page, and returns both. */
export async function saveFinished(session: Session, finished: FinishedRun) {
  const { config } = session;
  const { market, run } = finished;
  const { barsPerYear } = run;
  const record = recordOf(session, finished);
  const options = metricOptions(config, barsPerYear);
  const saved = {
    record,
    metrics: computeMetrics(record, options),
    held: computeHoldingMetrics(record.equity.time, record.benchmark, options),
    baselines: await baselinesOf(session, finished),
    breakdowns: computeBreakdowns({ run: record, market, config, barsPerYear }),
    settings: shapingSettings(config),
  };
  return { ...saved, files: writeRun(nodeDisk, config.paths.reportDir, saved) };
}

function recordOf(
  { config }: Session,
  { mode, strategy, market, finerMarket = null, run, used }: FinishedRun,
): RunRecord {
  const { equity, fills, trades, flows, breaches, benchmark } = run;
  const halts = breaches.filter(({ code }) => code === 'MAX_DRAWDOWN');
  return {
    manifest: buildManifest({
      mode,
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
