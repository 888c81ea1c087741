/** Bars in: providers, checks, cache, adjustment, markets, windows and walk-forward splits. Imports base and config. */
export type { AdjustmentFactors } from './adjust.ts';
export { adjustedBars, adjustmentFactors } from './adjust.ts';
export { AlpacaBarStream } from './alpaca/alpaca-bar-stream.ts';
export type { AlpacaKeys } from './alpaca/alpaca-keys.ts';
export { AlpacaProvider } from './alpaca/alpaca-provider.ts';
export type {
  BarStream,
  BarStreamEvent,
  FollowRequest,
  InterruptionReason,
} from './bar-stream.ts';
export type { CheckedBars } from './checks/check-bars.ts';
export { checkBars } from './checks/check-bars.ts';
export type { Finding } from './checks/finding.ts';
export type { QuarantinedBar } from './checks/quarantine.ts';
export { refuseBadBars } from './checks/quarantine.ts';
export type { Mended } from './checks/repairs.ts';
export { mendedText } from './checks/repairs.ts';
export { CcxtProvider } from './crypto/ccxt-provider.ts';
export { CsvProvider } from './csv/csv-provider.ts';
export type { SeriesChoice, SeriesFile } from './csv/series-file.ts';
export { readSeries } from './csv/series-file.ts';
export { dateText } from './date-text.ts';
export { ForexProvider } from './forex/forex-provider.ts';
export { inParallel } from './in-parallel.ts';
export type { BarSource, Market, MarketAsset, MarketRequest } from './market.ts';
export { loadMarket } from './market.ts';
export { marketUntil } from './market-until.ts';
export type { ReplayedAsset } from './market-replay.ts';
export { MarketReplay } from './market-replay.ts';
export type { BarRequest, CorporateAction, DataProvider, FetchedBars } from './provider.ts';
export type { RemotePolicy } from './remote/patient-net.ts';
export { patientNet } from './remote/patient-net.ts';
export { calendarDate, mondayOf } from './sessions/calendar-date.ts';
export { MarketHours } from './sessions/market-hours.ts';
export { marketHoursOf } from './sessions/market-hours-of.ts';
export { oraclePositions, positionReturns } from './simulated/oracle.ts';
export type { SimulatedSettings } from './simulated/simulated-market.ts';
export { simulatedMarket } from './simulated/simulated-market.ts';
export { SimulatedProvider } from './simulated/simulated-provider.ts';
export type { CombinatorialSplit } from './splits/combinatorial-purged.ts';
export { CombinatorialPurgedSplitter } from './splits/combinatorial-purged.ts';
export type { CrossFold, CrossSplit } from './splits/cross-fold.ts';
export type { LabelSpans } from './splits/label-spans.ts';
export { horizonLabels } from './splits/label-spans.ts';
export { PurgedKFoldSplitter } from './splits/purged-k-fold.ts';
export type { RowRange } from './splits/row-range.ts';
export type { Fold, WalkForwardOptions, WalkForwardSplit } from './splits/walk-forward.ts';
export { WalkForwardSplitter } from './splits/walk-forward.ts';
export type { TimeRange } from './storage/coverage.ts';
export type { FetchOptions, StoredBars } from './storage/data-storage.ts';
export { DataStorage } from './storage/data-storage.ts';
export { ZSTD_CODEC } from './storage/zstd-codec.ts';
export { unionTimes } from './union-times.ts';
export type { Matrix, Sample } from './windows.ts';
export { inferenceWindow, TimeSeriesDataset } from './windows.ts';
export { YahooProvider } from './yahoo/yahoo-provider.ts';
