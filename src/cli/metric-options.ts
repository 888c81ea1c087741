import type { MetricOptions } from '#backtest';
import type { SystemConfig } from '#config';

/** How metrics are computed under a configuration; bars a year are read off the stamps when not given. */
export function metricOptions(
  { backtest, trading, seed }: SystemConfig,
  periodsPerYear?: number,
): MetricOptions {
  const { initialCapital, riskFreeRate } = backtest;
  const { maxVolumeFraction } = trading;
  const options = { initialCapital, riskFreeRate, seed, maxVolumeFraction };
  return periodsPerYear === undefined ? options : { ...options, periodsPerYear };
}
