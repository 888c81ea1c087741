import type { MetricOptions } from '#backtest';
import type { SystemConfig } from '#config';

/** How metrics are computed under a configuration; bars a year are read off the stamps when not given. */
export function metricOptions({ backtest, seed }: SystemConfig, periodsPerYear?: number) {
  const { initialCapital, riskFreeRate } = backtest;
  const options = { initialCapital, riskFreeRate, seed } satisfies MetricOptions;
  return periodsPerYear === undefined ? options : { ...options, periodsPerYear };
}
