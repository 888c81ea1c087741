/** Words every layer shares: bars, slices, errors, random numbers, ports, the run record. Imports nothing. */
export { allocationWeights } from './allocation-weights.ts';
export { periodsPerYear, YEAR_MS } from './annualisation.ts';
export type { Bar, BarColumn, BarTable, Interval } from './bar.ts';
export {
  BAR_COLUMNS,
  barAt,
  barsBetween,
  barTableOf,
  emptyBarTable,
  firstRowAtOrAfter,
  INTERVALS,
  intervalMs,
  sliceBars,
  TABLE_COLUMNS,
} from './bar.ts';
export { hashBars } from './bar-hash.ts';
export { calendarMonth } from './calendar-month.ts';
export { canonicalJson } from './canonical-json.ts';
export type { CurrencyPair } from './currency-pair.ts';
export { currencyPairOf, isCurrency, isCurrencyPair } from './currency-pair.ts';
export { sha256 } from './digest.ts';
export type { ErrorCode, QuantErrorOptions } from './errors.ts';
export { assert, messageOf, QuantError } from './errors.ts';
export { decodeFiniteJson, encodeFiniteJson } from './finite-json.ts';
export type { Forecast } from './forecast.ts';
export type { JournalOptions, JournalRecovery } from './journal/journal.ts';
export { Journal } from './journal/journal.ts';
export type { JournalRecord } from './journal/record.ts';
export type { Logger, LogLevel } from './log.ts';
export { LOG_LEVELS, SILENT_LOGGER } from './log.ts';
export type { MarketSlice } from './market-slice.ts';
export { emptySlice } from './market-slice.ts';
export { AtomicFile, writeFileAtomic } from './ports/atomic-write.ts';
export type { Clock } from './ports/clock.ts';
export type { Disk, DiskFile } from './ports/disk.ts';
export type { LockAttempt, LockFolder } from './ports/folder-lock.ts';
export type { ImportedModule, ImportModule } from './ports/module-import.ts';
export type { Net } from './ports/net.ts';
export type { Child, ChildEnd, Spawn } from './ports/spawn.ts';
export { systemCodeOf } from './ports/system-error.ts';
export type { OpenWebSocket, SocketLink } from './ports/web-socket.ts';
export type { RandomState } from './random.ts';
export { hashText, Random } from './random.ts';
export type {
  BreachRecord,
  DataHealth,
  EquityCurve,
  FillRecord,
  FlowRecord,
  ModelWeights,
  RetrainRecord,
  RunManifest,
  RunRecord,
  TradeRecord,
} from './run-record.ts';
export type { Series } from './series.ts';
export type { Stateful } from './stateful.ts';
export { bootstrapInterval } from './stats/bootstrap.ts';
export type { DecayedSumState } from './stats/decayed-sum.ts';
export { DecayedSum } from './stats/decayed-sum.ts';
export {
  giniMeanDifference,
  lowerPartialMoment,
  meanAbsoluteDeviation,
  semiDeviation,
} from './stats/dispersion.ts';
export type { DrawdownRisk } from './stats/drawdown.ts';
export { drawdownRisk, drawdowns, worstDrawdown } from './stats/drawdown.ts';
export { entropicValueAtRisk } from './stats/entropic-value-at-risk.ts';
export type { EwVolatilityState } from './stats/ew-volatility.ts';
export { EwVolatility, VOLATILITY_WARMUP_BARS } from './stats/ew-volatility.ts';
export { expectedMaximum } from './stats/expected-maximum.ts';
export {
  downsideDeviation,
  longestStreaks,
  omegaRatio,
  tailRatio,
} from './stats/gains-and-losses.ts';
export { excessKurtosis, mean, skewness, standardDeviation } from './stats/moments.ts';
export { normalCdf, normalDensity } from './stats/normal.ts';
export {
  cornishFisherTail,
  cornishFisherTailRisk,
  normalTail,
  normalTailRisk,
} from './stats/parametric-tail-risk.ts';
export { quantileOfSorted } from './stats/quantile.ts';
export { rankCorrelation } from './stats/rank-correlation.ts';
export type { AverageState } from './stats/seeded-average.ts';
export { exponentialAverage, SeededAverage, wilderAverage } from './stats/seeded-average.ts';
export { sharpe } from './stats/sharpe.ts';
export { trendStability } from './stats/trend-stability.ts';
export type { TailRisk } from './stats/value-at-risk.ts';
export { historicalTailRisk } from './stats/value-at-risk.ts';
export type { ValueWindowState } from './stats/value-window.ts';
export { ValueWindow } from './stats/value-window.ts';
export { varies } from './stats/varies.ts';
