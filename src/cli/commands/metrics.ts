import { basename, extname } from 'node:path';
import { nodeDisk } from '#base/node';
import { type Disk, messageOf, QuantError, systemCodeOf } from '#base';
import {
  computeSeriesMetrics,
  METRICS,
  type MetricKey,
  type Metrics,
  type SeriesBesideBenchmark,
} from '#backtest';
import { dateText, readSeries, type SeriesChoice, type SeriesFile } from '#data';
import { metricOptions } from '../metric-options.ts';
import { labelText, metricText } from '../metrics-table.ts';
import { positive } from '../numbers.ts';
import type { MetricsOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';

/** A file that has been read, and its name as it was given. */
interface NamedSeries extends SeriesFile {
  readonly file: string;
}

/** `quant metrics`: every metric of a file of prices, equity or returns. */
export async function runMetrics(file: string, options: MetricsOptions): Promise<void> {
  await withSession(options, [], async (session) => {
    session.output.document(measureFile(session, file, options));
  });
}

function measureFile(session: Session, file: string, options: MetricsOptions) {
  const { benchmark: other, periodsPerYear: perYear } = options;
  const periodsPerYear =
    perYear === undefined ? undefined : positive(perYear, '--periods-per-year');
  const { column, returns, benchmarkColumn, benchmarkReturns } = options;
  refuseWithoutBenchmark(options);
  const series = readNamed(nodeDisk, file, { column, returns, option: '--column' });
  const benchmark =
    other === undefined
      ? null
      : readNamed(nodeDisk, other, {
          column: benchmarkColumn,
          returns: benchmarkReturns,
          option: '--benchmark-column',
        });
  const measured = computeSeriesMetrics(
    series,
    { ...metricOptions(session.config, periodsPerYear), initialCapital: series.before },
    benchmark ?? undefined,
  );
  const beside =
    benchmark === null || measured.benchmark === null
      ? null
      : { series: benchmark, ...measured.benchmark };
  if (benchmark !== null && beside === null) throw nothingCommon(series, benchmark);
  const { metrics } = measured;
  print(session, { series, metrics, beside });
  return {
    ...described(series),
    metrics,
    benchmark: beside && {
      ...described(beside.series),
      common: beside.rows,
      own: beside.own,
      metrics: beside.metrics,
    },
  };
}

function refuseWithoutBenchmark({
  benchmark,
  benchmarkColumn,
  benchmarkReturns,
}: MetricsOptions): void {
  if (benchmark !== undefined) return;
  if (benchmarkColumn === undefined && benchmarkReturns !== true) return;
  const named = benchmarkColumn === undefined ? '--benchmark-returns' : '--benchmark-column';
  throw new QuantError(
    'cli/bad-option',
    `${named} needs a benchmark; name its file with --benchmark.`,
  );
}

function readNamed(disk: Disk, file: string, choice: SeriesChoice): NamedSeries {
  let bytes: Uint8Array;
  try {
    bytes = disk.readFile(file);
  } catch (cause) {
    const why = systemCodeOf(cause) ?? messageOf(cause);
    throw new QuantError(
      'data/file-unreadable',
      `Cannot read ${file} (${why}); name a CSV file with a time and a value in each row.`,
      { cause },
    );
  }
  return { file, ...readSeries(bytes, file, choice) };
}

function nothingCommon(series: NamedSeries, benchmark: NamedSeries): QuantError {
  return new QuantError(
    'cli/nothing-common',
    `${series.file} (${spanText(series)}) and ${benchmark.file} (${spanText(benchmark)}) have no time in common; name a benchmark of the same times.`,
  );
}

function spanText({ time }: NamedSeries): string {
  return `${dateText(time[0])} to ${dateText(time[time.length - 1])}`;
}

function described({ file, column, kind, time }: NamedSeries) {
  return {
    file,
    column,
    kind,
    rows: time.length,
    start: new Date(time[0]).toISOString(),
    end: new Date(time[time.length - 1]).toISOString(),
  };
}

interface Measured {
  readonly series: NamedSeries;
  readonly metrics: Metrics;
  readonly beside: (SeriesBesideBenchmark & { readonly series: NamedSeries }) | null;
}

function print({ output }: Session, { series, metrics, beside }: Measured): void {
  output.text(`${summary(series, metrics, beside)}\n`);
  const isShown = (key: MetricKey) =>
    ['return', 'risk', ...(beside === null ? [] : ['benchmark'])].includes(METRICS[key].group);
  const keys = (Object.keys(METRICS) as MetricKey[]).filter(isShown);
  const column = (title: string, of: Metrics, isCompared = true) =>
    ({
      title,
      align: 'right',
      cell: (key: MetricKey) =>
        METRICS[key].group === 'benchmark' && !isCompared ? '' : metricText(of, key),
    }) as const;
  const isPart = beside !== null && beside.rows < series.time.length;
  const name = stem(series.file);
  output.table(
    [
      { title: '', cell: labelText },
      column(name, metrics, !isPart),
      ...(beside !== null && isPart ? [column(`${name}, same times`, beside.own)] : []),
      ...(beside === null
        ? []
        : [column(`${stem(beside.series.file)}, same times`, beside.metrics, false)]),
    ],
    keys,
  );
  const missing = keys.filter((key) => metrics[key] === null);
  const reasons = Map.groupBy(missing, (key) => metrics.unavailable[key] ?? '');
  for (const [reason, of] of reasons) {
    output.text(`\nn/a: ${of.map(labelText).join('; ')}: ${reason}.`);
  }
}

function summary(series: NamedSeries, metrics: Metrics, beside: Measured['beside']): string {
  const { file, column, time } = series;
  const { periodsPerYear: perYear } = metrics;
  const parts = [`${time.length} rows`, spanText(series)];
  if (perYear !== null) parts.push(`${Number(perYear.toPrecision(6))} a year`);
  if (beside !== null) {
    const other = beside.series;
    parts.push(`against column ${other.column} of ${other.file} at ${beside.rows} common times`);
  }
  return `Column ${column} of ${file}: ${parts.join(', ')}`;
}

function stem(file: string): string {
  return basename(file, extname(file));
}
