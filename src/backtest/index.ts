/** History through the trading step, and the figures it leaves; imports everything below core. */
export type { BacktestInput, BacktestRun } from './backtest-engine.ts';
export { BacktestEngine, volumeFrom } from './backtest-engine.ts';
export type { Baseline } from './baselines/baseline.ts';
export { BASELINE_METRICS, measureBaseline } from './baselines/baseline.ts';
export { passiveBaselines } from './baselines/passive-baselines.ts';
export { benchmarkEquity } from './benchmark.ts';
export type { Breakdowns } from './breakdown/breakdowns.ts';
export { computeBreakdowns } from './breakdown/breakdowns.ts';
export type { Part, PartMetric } from './breakdown/part.ts';
export { PART_METRICS } from './breakdown/part.ts';
export type { BacktestIdentity, IdentifiedBacktest } from './checkpoint/backtest-identity.ts';
export { backtestIdentity } from './checkpoint/backtest-identity.ts';
export type { BacktestCheckpoint } from './checkpoint/checkpointer.ts';
export type { HistoryPiece } from './checkpoint/history-piece.ts';
export { comparisonCaveats } from './compare/comparison-caveats.ts';
export type { PairedDifference } from './compare/paired-difference.ts';
export { pairedDifference } from './compare/paired-difference.ts';
export type { RunDifference } from './compare/run-differences.ts';
export { runDifferences } from './compare/run-differences.ts';
export type { ManifestInput } from './manifest.ts';
export { buildManifest } from './manifest.ts';
export type { MetricOptions } from './metrics/account.ts';
export { barReturns } from './metrics/account.ts';
export type { Measurable } from './metrics/compute-metrics.ts';
export { computeHoldingMetrics, computeMetrics } from './metrics/compute-metrics.ts';
export type { MetricKey, Metrics } from './metrics/metric.ts';
export { METRICS } from './metrics/metric.ts';
export type { MetricGroup, MetricSpec, MetricUnit } from './metrics/metric-spec.ts';
export { FORMULA_LETTERS } from './metrics/metric-spec.ts';
export type {
  SeriesBesideBenchmark,
  SeriesMetrics,
  ValueSeries,
} from './metrics/series-metrics.ts';
export { computeSeriesMetrics } from './metrics/series-metrics.ts';
export { paperMarket } from './paper-market.ts';
export type { RunHistory } from './run-recorder.ts';
export { fillRecord, tradeRecord } from './run-recorder.ts';
export { isSavedRun, readSavedRun } from './saved-run/read-run.ts';
export type { SavedRun } from './saved-run/saved-run.ts';
export { writeSavedRun } from './saved-run/write-run.ts';
export { WeightRecorder } from './weight-recorder.ts';
