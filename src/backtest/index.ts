/** History through the trading step, and the figures it leaves; imports everything below core. */
export type { BacktestInput, BacktestRun } from './backtest-engine.ts';
export { BacktestEngine, reportsVolume } from './backtest-engine.ts';
export { benchmarkEquity } from './benchmark.ts';
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
export type { SeriesMetrics, ValueSeries } from './metrics/series-metrics.ts';
export { computeSeriesMetrics } from './metrics/series-metrics.ts';
export type { RunHistory } from './run-recorder.ts';
export { fillRecord, tradeRecord } from './run-recorder.ts';
export { WeightRecorder } from './weight-recorder.ts';
