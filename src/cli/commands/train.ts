import { nodeDisk, systemClock } from '#base/node';
import { QuantError, SILENT_LOGGER } from '#base';
import {
  BacktestEngine,
  benchmarkEquity,
  computeHoldingMetrics,
  computeMetrics,
  type Metrics,
} from '#backtest';
import type { SystemConfig } from '#config';
import { dateText, type Market, unionTimes } from '#data';
import {
  type FoldResult,
  forecastHistory,
  MODEL_NAMES,
  saveModel,
  type TrainedModel,
  trainWalkForward,
  type WalkForwardOutcome,
} from '#models';
import { createStrategy } from '#strategies';
import { metricText } from '../metrics-table.ts';
import type { CommonOptions, MarketOptions } from '../options.ts';
import { progressOn } from '../progress.ts';
import { loadPlanned, marketFlags, openSession, planMarket, type Session } from '../session.ts';

export interface TrainOptions extends CommonOptions, MarketOptions {
  readonly model?: string | undefined;
  readonly epochs?: string | undefined;
  readonly walkForward?: true | undefined;
}

type Trained = Extract<WalkForwardOutcome, { kind: 'trained' }>;

interface ModelReport {
  readonly name: string;
  readonly outcome: Trained;
  /** Out of sample, traded by the ML strategy with costs. */
  readonly net: Metrics;
  readonly folder: string;
}

/** `quant train`: walk-forward training, checkpoints, a table against the baselines. */
export async function runTrain(options: TrainOptions): Promise<void> {
  const session = openSession(options, [
    ...marketFlags(options),
    { flag: '--epochs', path: 'training.epochs', value: options.epochs },
  ]);
  try {
    const { config, output } = session;
    const plan = await planMarket(session, options);
    const names = modelNames(options.model, config);
    const market = await loadPlanned(session, plan);
    const progress = progressOn(process.stderr, 'train', 'models', () => systemClock.now());
    const reports: ModelReport[] = [];
    for (const [at, name] of names.entries()) {
      progress.update(at, names.length, name);
      reports.push(await trainOne(session, market, name, options.walkForward === true));
    }
    progress.update(names.length, names.length);
    progress.finish();
    const held = heldOverTests(market, reports[0].outcome.folds, config);
    printReports(session, reports, held);
    output.document(reports.map((report) => documentOf(report)));
  } finally {
    session.close();
  }
}

function modelNames(option: string | undefined, config: SystemConfig): readonly string[] {
  if (option === undefined) return config.model.names;
  return option === 'all' ? MODEL_NAMES : option.split(',').map((name) => name.trim());
}

async function trainOne(
  session: Session,
  market: Market,
  name: string,
  keepFolds: boolean,
): Promise<ModelReport> {
  const { config } = session;
  const outcome = await trainWalkForward({
    name,
    assets: market.assets,
    config,
    seed: config.seed,
  });
  if (outcome.kind === 'too-few') {
    throw new QuantError(
      'cli/too-few-bars',
      `Training ${name} needs ${outcome.needed} bars an asset and the longest has ${outcome.available}; take a longer span, or lower training.minTrainBars, training.folds or features.scalingWindowBars.`,
    );
  }
  const { modelDir } = config.paths;
  if (keepFolds) for (const fold of outcome.folds) saveModel(nodeDisk, modelDir, fold.trained);
  const folder = saveModel(nodeDisk, modelDir, outcome.final);
  return { name, outcome, folder, net: await netFigures(session, market, name, outcome.folds) };
}

/** What the ML strategy makes of the folds' models on their test spans, all costs paid. */
async function netFigures(
  { config }: Session,
  market: Market,
  name: string,
  folds: readonly FoldResult[],
): Promise<Metrics> {
  const times = unionTimes(market.assets.map((asset) => asset.bars.time));
  const models: readonly TrainedModel[] = folds.map((fold) => fold.trained);
  const forecasts = await forecastHistory({ models, assets: market.assets, times, config });
  const judged = forJudging(config, name);
  const run = new BacktestEngine({
    market,
    start: folds[0].test.from,
    strategy: createStrategy('ml', market.assets.length, judged.trading),
    config: judged,
    forecasts,
    logger: SILENT_LOGGER,
  }).run();
  return computeMetrics(run, { ...metricOptions(config), periodsPerYear: run.barsPerYear });
}

/** A halt would end a poor model's losses and so flatter it: models are judged without. */
function forJudging(config: SystemConfig, model: string): SystemConfig {
  const { trading } = config;
  const ml = { ...trading.ml, model };
  const risk = { ...trading.risk, maxDrawdown: 1, dailyLossLimit: 1 };
  return { ...config, trading: { ...trading, ml, risk } };
}

function metricOptions(config: SystemConfig) {
  const { initialCapital, riskFreeRate } = config.backtest;
  return { initialCapital, riskFreeRate, seed: config.seed };
}

/** Buy and hold over the same test spans. */
function heldOverTests(
  market: Market,
  folds: readonly FoldResult[],
  config: SystemConfig,
): { readonly metrics: Metrics; readonly from: number } {
  const from = folds[0].test.from;
  const times = unionTimes(market.assets.map((asset) => asset.bars.time)).filter(
    (time) => time >= from,
  );
  const equity = benchmarkEquity(market, times, config);
  return { metrics: computeHoldingMetrics(times, equity, metricOptions(config)), from };
}

function printReports(
  { output, config }: Session,
  reports: readonly ModelReport[],
  held: { readonly metrics: Metrics; readonly from: number },
): void {
  const [{ outcome }] = reports;
  output.text(
    `Out of sample from ${dateText(held.from)}, ${outcome.folds.length} folds, ${reports.length} models tried:\n`,
  );
  output.table(
    [
      { title: 'model', cell: (row) => row.name },
      { title: 'loss / zero', align: 'right', cell: (row) => row.loss },
      { title: 'rank IC', align: 'right', cell: (row) => row.rankIc },
      { title: 'direction', align: 'right', cell: (row) => row.direction },
      { title: 'net Sharpe', align: 'right', cell: (row) => row.sharpe },
      { title: 'net return', align: 'right', cell: (row) => row.annual },
      { title: 'drawdown', align: 'right', cell: (row) => row.drawdown },
    ],
    [
      ...reports.map((report) => ({
        name: report.name,
        ...scoreCells(report),
        ...netCells(report.net),
      })),
      { name: 'buy and hold', loss: '', rankIc: '', direction: '', ...netCells(held.metrics) },
    ],
  );
  output.text(`\nModels and cards are in ${config.paths.modelDir}:`);
  for (const { folder } of reports) output.text(`  ${folder}`);
}

/** Means over folds, weighted by their samples. */
function scoreCells({ outcome }: ModelReport): { loss: string; rankIc: string; direction: string } {
  const average = (pick: (fold: FoldResult) => number | null, digits: number): string => {
    const known = outcome.folds.filter((fold) => pick(fold) !== null);
    const samples = known.reduce((sum, fold) => sum + fold.score.samples, 0);
    if (samples === 0) return 'n/a';
    const weighted = known.reduce((sum, fold) => sum + (pick(fold) ?? 0) * fold.score.samples, 0);
    return (weighted / samples).toFixed(digits);
  };
  return {
    loss: average(({ score }) => (score.r2 === null ? null : 1 - score.r2), 5),
    rankIc: average(({ score }) => score.rankIc, 4),
    direction: average(({ score }) => score.directionalAccuracy, 4),
  };
}

function netCells(metrics: Metrics): { sharpe: string; annual: string; drawdown: string } {
  return {
    sharpe: `${metricText(metrics, 'sharpeRatio')} ± ${metricText(metrics, 'sharpeStandardError')}`,
    annual: metricText(metrics, 'annualizedReturn'),
    drawdown: metricText(metrics, 'maxDrawdown'),
  };
}

function documentOf({ name, outcome, net, folder }: ModelReport) {
  return {
    model: name,
    id: outcome.final.card.id,
    folder,
    folds: outcome.folds.map(({ trained, train, test, score }) => ({
      id: trained.card.id,
      train,
      test: { from: test.from, to: Number.isFinite(test.to) ? test.to : null },
      score,
    })),
    net,
  };
}
