/** The bar lengths the whole system speaks; `1d` and `1w` are trading periods, the rest clock time. */
export const INTERVALS = ['1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w'] as const;

export type Interval = (typeof INTERVALS)[number];

const MINUTE_MS = 60_000;

const INTERVAL_MS: Readonly<Record<Interval, number>> = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '4h': 240 * MINUTE_MS,
  '1d': 1440 * MINUTE_MS,
  '1w': 7 * 1440 * MINUTE_MS,
};

/** Nominal length of one bar in milliseconds. */
export function intervalMs(interval: Interval): number {
  return INTERVAL_MS[interval];
}

/**
 * One bar of one symbol.
 *
 * `time` is the bar's start as vendors stamp it: UTC epoch ms, a daily bar's trading day at 00:00Z.
 * The bar is known to nobody before its close.
 */
export interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The five price and volume columns, in their order on file. */
export const BAR_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

export type BarColumn = (typeof BAR_COLUMNS)[number];

/** All columns of a table, in their order on file. */
export const TABLE_COLUMNS = ['time', ...BAR_COLUMNS] as const;

/** Bars of one symbol as columns of equal length, `time` strictly ascending. */
export interface BarTable {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** A table of `length` rows, every value 0, to be filled by its maker. */
export function emptyBarTable(length: number): BarTable {
  const column = () => new Float64Array(length);
  return {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

export function barTableOf(bars: readonly Bar[]): BarTable {
  const table = emptyBarTable(bars.length);
  bars.forEach((bar, row) => {
    table.time[row] = bar.time;
    for (const column of BAR_COLUMNS) table[column][row] = bar[column];
  });
  return table;
}

export function barAt(table: BarTable, row: number): Bar {
  return {
    time: table.time[row],
    open: table.open[row],
    high: table.high[row],
    low: table.low[row],
    close: table.close[row],
    volume: table.volume[row],
  };
}

/** Rows [from, to) as views: no copy, so the table must not be written afterwards. */
export function sliceBars(table: BarTable, from: number, to: number = table.time.length): BarTable {
  return {
    time: table.time.subarray(from, to),
    open: table.open.subarray(from, to),
    high: table.high.subarray(from, to),
    low: table.low.subarray(from, to),
    close: table.close.subarray(from, to),
    volume: table.volume.subarray(from, to),
  };
}

/** First row whose time is ≥ `time`; the table's length when there is none. */
export function firstRowAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows whose time lies in [start, end), as views. */
export function barsBetween(table: BarTable, start: number, end: number): BarTable {
  return sliceBars(table, firstRowAtOrAfter(table.time, start), firstRowAtOrAfter(table.time, end));
}
