import { join } from 'node:path';
import {
  type BarTable,
  decodeFiniteJson,
  type Disk,
  encodeFiniteJson,
  type ErrorCode,
  messageOf,
  QuantError,
  type RunRecord,
  sha256,
  systemCodeOf,
} from '#base';
import type { Breakdowns } from '../breakdown/breakdowns.ts';
import { type Part, PART_METRICS } from '../breakdown/part.ts';
import { METRICS, type MetricKey, type Metrics } from '../metrics/metric.ts';
import { type ColumnTable, decodeColumns } from './column-file.ts';
import {
  BARS_FILE,
  EQUITY_FILE,
  RUN_FILE,
  RUN_FORMAT,
  type RunContent,
  type SavedRun,
  WEIGHTS_FILE,
} from './saved-run.ts';

/** What every version wrote; a later one may add figures, and then an older run has none of them. */
const PARTS: readonly (keyof RunContent)[] = [
  ...(['manifest', 'settings', 'files', 'metrics', 'held', 'breakdowns'] as const),
  ...(['trades', 'fills', 'flows', 'dataHealth', 'retrains', 'breaches'] as const),
];

/** Why a figure is missing that the version which saved the run did not know. */
const UNKNOWN_THEN = 'the version that saved the run did not compute it';

/** Whether a folder holds a run. */
export function isSavedRun(disk: Disk, folder: string): boolean {
  return disk.exists(join(folder, RUN_FILE));
}

/**
 * The run that `writeSavedRun` wrote, to the last bit.
 *
 * @throws backtest/run-unreadable, backtest/run-damaged, backtest/run-format
 */
export async function readSavedRun(disk: Disk, folder: string): Promise<SavedRun> {
  const content = readContent(disk, folder);
  const { files, metrics, held, baselines = [], breakdowns, settings, ...kept } = content;
  const table = async (name: string): Promise<ColumnTable> => {
    const path = join(folder, name);
    const bytes = readBytes(disk, path);
    if (sha256(bytes) !== files[name])
      throw damaged(path, `it is not the file that ${RUN_FILE} names`);
    try {
      return await decodeColumns(bytes);
    } catch (thrown) {
      throw damaged(path, messageOf(thrown));
    }
  };
  const { time, numbers } = await table(EQUITY_FILE);
  const { benchmark, equity, cash, grossExposure, netExposure } = numbers;
  const weights = files[WEIGHTS_FILE] === undefined ? null : await table(WEIGHTS_FILE);
  const record: RunRecord = {
    ...kept,
    equity: { time, equity, cash, grossExposure, netExposure },
    benchmark,
    prices: pricesOf(await table(BARS_FILE)),
    modelWeights: weights === null ? null : { time: weights.time, share: weights.numbers },
  };
  return {
    record,
    metrics: withAllMetrics(metrics),
    held: withAllMetrics(held),
    baselines,
    breakdowns: withAllFigures(breakdowns),
    settings,
  };
}

function withAllMetrics(metrics: Metrics): Metrics {
  const keys = (Object.keys(METRICS) as MetricKey[]).filter((key) => metrics[key] === undefined);
  return keys.length === 0 ? metrics : { ...metrics, ...missing(keys, metrics.unavailable) };
}

function withAllFigures(breakdowns: Partial<Breakdowns>): Breakdowns {
  const complete = (part: Part): Part => {
    const keys = PART_METRICS.filter((key) => part.metrics[key] === undefined);
    if (keys.length === 0) return part;
    const { unavailable, ...values } = missing(keys, part.unavailable);
    return { ...part, metrics: { ...part.metrics, ...values }, unavailable };
  };
  const allOf = (name: keyof Breakdowns) => (breakdowns[name] ?? []).map(complete);
  return {
    byAsset: allOf('byAsset'),
    byModel: allOf('byModel'),
    byYear: allOf('byYear'),
    byRegime: allOf('byRegime'),
  };
}

function missing<Key extends string>(
  keys: readonly Key[],
  unavailable: Readonly<Partial<Record<Key, string>>>,
) {
  const values = Object.fromEntries(keys.map((key) => [key, null])) as Record<Key, null>;
  const reasons = Object.fromEntries(keys.map((key) => [key, UNKNOWN_THEN])) as Record<Key, string>;
  return { ...values, unavailable: { ...unavailable, ...reasons } };
}

function readContent(disk: Disk, folder: string): RunContent {
  const path = join(folder, RUN_FILE);
  const text = new TextDecoder().decode(readBytes(disk, path));
  const { format, digest, ...content } = parsed(path, text);
  if (typeof format === 'number' && format > RUN_FORMAT) {
    throw new QuantError(
      'backtest/run-format',
      `${path} has format ${format}, and this version reads up to ${RUN_FORMAT}; use the version that wrote it.`,
    );
  }
  if (format !== RUN_FORMAT || digest !== sha256(encodeFiniteJson(content))) {
    throw damaged(path, 'it fails its checksum');
  }
  // What has its own hash was written by this program, and its parts are what their types say.
  const lacking = PARTS.filter((part) => content[part] === undefined);
  if (lacking.length > 0) {
    throw failure(
      'backtest/run-format',
      `${path} lacks ${lacking.join(', ')}, as an older version wrote it`,
    );
  }
  return content as unknown as RunContent;
}

function parsed(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value = decodeFiniteJson(text);
    if (typeof value === 'object' && value !== null) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch (thrown) {
    throw damaged(path, messageOf(thrown));
  }
  throw damaged(path, 'it holds no run');
}

function readBytes(disk: Disk, path: string): Uint8Array {
  try {
    return disk.readFile(path);
  } catch (cause) {
    const why = systemCodeOf(cause) ?? messageOf(cause);
    if (why === 'ENOENT') {
      throw new QuantError(
        'backtest/run-unreadable',
        `${path} is missing; copy the whole folder, or run the backtest again.`,
      );
    }
    throw failure('backtest/run-unreadable', `Cannot read ${path} (${why})`);
  }
}

function damaged(path: string, why: string): QuantError {
  return failure('backtest/run-damaged', `${path} is damaged: ${why.replace(/\.$/, '')}`);
}

function failure(code: ErrorCode, complaint: string): QuantError {
  return new QuantError(code, `${complaint}; run the backtest again.`);
}

/** Rows of an asset stand together, in the order of the assets. */
function pricesOf({ time, numbers, symbol = [] }: ColumnTable): Record<string, BarTable> {
  const prices: Record<string, BarTable> = {};
  for (let from = 0; from < symbol.length; ) {
    const name = symbol[from];
    let to = from;
    while (to < symbol.length && symbol[to] === name) to++;
    const part = (column: Float64Array) => column.slice(from, to);
    const { open, high, low, close, volume } = numbers;
    prices[name] = {
      time: part(time),
      open: part(open),
      high: part(high),
      low: part(low),
      close: part(close),
      volume: part(volume),
    };
    from = to;
  }
  return prices;
}
