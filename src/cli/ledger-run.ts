import type { BarEntry } from '#core';
import type { BacktestRun } from '#backtest';
import { benchmarkEquity, WeightRecorder } from '#backtest';
import type { RetrainRecord } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';

/** A ledger's bars as the history that reports read. */
export function runOfEntries(
  entries: readonly BarEntry[],
  market: Market,
  config: SystemConfig,
  barsPerYear: number,
): BacktestRun & { readonly retrains: readonly RetrainRecord[] } {
  const column = (pick: (entry: BarEntry) => number) => Float64Array.from(entries, pick);
  const time = column((entry) => entry.time);
  const weights = new WeightRecorder();
  for (const entry of entries) weights.record(entry.time, entry.modelWeights);
  return {
    equity: {
      time,
      equity: column((entry) => entry.equity),
      cash: column((entry) => entry.cash),
      grossExposure: column((entry) => entry.grossExposure),
      netExposure: column((entry) => entry.netExposure),
    },
    benchmark: benchmarkEquity(market, time, config),
    fills: entries.flatMap((entry) => entry.fills),
    trades: entries.flatMap((entry) => entry.trades),
    flows: entries.flatMap(({ flows, time: at }) => (flows ? [{ time: at, ...flows }] : [])),
    breaches: entries.flatMap(({ breach, marginCall, time: at }) =>
      [breach, marginCall ?? null].flatMap((each) =>
        each === null ? [] : [{ time: at, ...each }],
      ),
    ),
    retrains: entries.flatMap((entry) => entry.retrains),
    barsPerYear,
    modelWeights: weights.history(),
  };
}
