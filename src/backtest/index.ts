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
export type { MetricGroup, MetricKey, MetricSpec, Metrics, MetricUnit } from './metrics/metric.ts';
export { METRICS } from './metrics/metric.ts';
export { paperMarket } from './paper-market.ts';
export type { RunHistory } from './run-recorder.ts';
export { fillRecord, tradeRecord } from './run-recorder.ts';
export { WeightRecorder } from './weight-recorder.ts';
