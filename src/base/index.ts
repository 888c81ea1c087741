/** Words every layer shares: bars, slices, errors, random numbers, ports, the run record. Imports nothing. */
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
  isInterval,
  sliceBars,
} from './bar.ts';
export type { ErrorCode, QuantErrorOptions } from './errors.ts';
export { assert, messageOf, QuantError } from './errors.ts';
export type { Forecast } from './forecast.ts';
export type { Logger, LogLevel } from './log.ts';
export { LOG_LEVELS, SILENT_LOGGER } from './log.ts';
export type { MarketSlice } from './market-slice.ts';
export { emptySlice } from './market-slice.ts';
export type { Clock } from './ports/clock.ts';
export type { Disk, DiskFile } from './ports/disk.ts';
export type { Net } from './ports/net.ts';
export type { Child, Spawn } from './ports/spawn.ts';
export type { RandomState } from './random.ts';
export { hashText, Random } from './random.ts';
export type {
  BreachRecord,
  DataHealth,
  EquityCurve,
  FillRecord,
  RetrainRecord,
  RunManifest,
  RunRecord,
  TradeRecord,
} from './run-record.ts';
export type { Series } from './series.ts';
export type { Stateful } from './stateful.ts';
export type { EwVolatilityState } from './stats/ew-volatility.ts';
export { EwVolatility } from './stats/ew-volatility.ts';
