import type { MetricOptions } from './account.ts';
import { computeHoldingMetrics } from './compute-metrics.ts';
import { METRICS, type MetricKey, type Metrics } from './metric.ts';

/** Worth of something by time, [t] each. */
export interface ValueSeries {
  /** UTC epoch ms, ascending. */
  readonly time: Float64Array;
  readonly values: Float64Array;
}

export interface SeriesMetrics {
  readonly metrics: Metrics;
  /** Null where there is no benchmark, or no time that both have. */
  readonly benchmark: SeriesBesideBenchmark | null;
}

/** A series and its benchmark at the times that both have. */
export interface SeriesBesideBenchmark {
  readonly rows: number;
  /** Of the series at those times. */
  readonly own: Metrics;
  /** Of the benchmark at those times. */
  readonly metrics: Metrics;
}

const DAY_MS = 86_400_000;

const NO_TRADES = 'a series of values tells nothing of trades and positions';

/**
 * Every metric that can be told of a price or equity series, as `computeMetrics` of an account that held it.
 *
 * Figures against the benchmark are those of the times that both have: by day (UTC) where neither has two
 * values a day, else to the millisecond. Figures of trades, exposure and costs are missing.
 *
 * @param series - finite, the first value above 0
 */
export function computeSeriesMetrics(
  series: ValueSeries,
  options: MetricOptions,
  benchmark?: ValueSeries,
): SeriesMetrics {
  const own = measure(series, options);
  const rows = benchmark === undefined ? [] : commonRows(series, benchmark);
  if (benchmark === undefined || rows.length === 0) return { metrics: own, benchmark: null };
  const time = Float64Array.from(rows, ([row]) => series.time[row]);
  const values = Float64Array.from(rows, ([row]) => series.values[row]);
  const others = Float64Array.from(rows, ([, other]) => benchmark.values[other]);
  const { initialCapital: before, ...rest } = atCommonTimes(options, rows);
  const isWhole = rows.length === series.time.length && before !== undefined;
  const compared = measure(
    { time, values },
    isWhole ? { ...rest, initialCapital: before } : rest,
    others,
  );
  return {
    metrics: withGroup(own, compared, 'benchmark'),
    benchmark: {
      rows: rows.length,
      own: compared,
      metrics: measure({ time, values: others }, rest),
    },
  };
}

/** Where the benchmark has fewer rows in the same time, so many fewer are a year. */
function atCommonTimes(
  options: MetricOptions,
  rows: readonly (readonly [number, number])[],
): MetricOptions {
  const { periodsPerYear } = options;
  const [[first], [last]] = [rows[0], rows[rows.length - 1]];
  if (periodsPerYear === undefined || last === first) return options;
  return { ...options, periodsPerYear: (periodsPerYear * (rows.length - 1)) / (last - first) };
}

function measure(
  { time, values }: ValueSeries,
  options: MetricOptions,
  benchmark?: Float64Array,
): Metrics {
  return withoutTrades(computeHoldingMetrics(time, values, options, benchmark));
}

/** Pairs of rows with the same time, ascending. */
function commonRows(left: ValueSeries, right: ValueSeries): (readonly [number, number])[] {
  const keys = [left.time, right.time].map((time) => time.map((at) => Math.floor(at / DAY_MS)));
  const isDaily = keys.every((days) => days.every((day, row) => row === 0 || day > days[row - 1]));
  const [own, other] = isDaily ? keys : [left.time, right.time];
  const pairs: (readonly [number, number])[] = [];
  for (let row = 0, at = 0; row < own.length && at < other.length; ) {
    if (own[row] === other[at]) pairs.push([row++, at++]);
    else if (own[row] < other[at]) row++;
    else at++;
  }
  return pairs;
}

function withoutTrades(metrics: Metrics): Metrics {
  const values: Record<string, number | null> = {};
  const unavailable: Partial<Record<MetricKey, string>> = {};
  for (const key of keysOf('trades', 'activity')) {
    values[key] = null;
    unavailable[key] = NO_TRADES;
  }
  return { ...metrics, ...values, unavailable: { ...metrics.unavailable, ...unavailable } };
}

/** `metrics` with one group of figures taken from others. */
function withGroup(metrics: Metrics, others: Metrics, group: 'benchmark'): Metrics {
  const values: Record<string, number | null> = {};
  const unavailable: Partial<Record<MetricKey, string>> = { ...metrics.unavailable };
  for (const key of keysOf(group)) {
    values[key] = others[key];
    const reason = others.unavailable[key];
    if (reason === undefined) delete unavailable[key];
    else unavailable[key] = reason;
  }
  return { ...metrics, ...values, unavailable };
}

function keysOf(...groups: readonly string[]): MetricKey[] {
  const keys = Object.keys(METRICS) as MetricKey[];
  return keys.filter((key) => groups.includes(METRICS[key].group));
}
