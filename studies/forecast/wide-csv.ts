import { QuantError } from '#base';
import { parseStamp } from './stamp.ts';

/** Several series on one clock. */
export interface WideSeries {
  readonly channels: readonly string[];
  readonly rows: number;
  /** Epoch ms of each row, its stamp read as UTC; null in a file of channels only. */
  readonly times: Float64Array | null;
  /** Row after row, [rows, channels]. */
  readonly values: Float64Array;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads `date,a,b,…`: a stamp, then a number a channel, ascending in time.
 *
 * The header may be missing: the first line is data when it starts with a time. A file without header
 * whose first line starts with a number has no time column; all its columns are channels.
 *
 * @param path - for messages
 * @throws data/csv-empty, data/csv-fields, data/csv-number, data/csv-time, data/csv-unsorted
 */
export function parseWideCsv(text: string, path: string): WideSeries {
  // A byte order mark is white space to `trim`, as each cell is read.
  const lines = text.trimEnd().split(/\r?\n/);
  const first = lines[0].split(',').map((cell) => cell.trim());
  const isTimed = !NUMBER.test(first[0]);
  const hasHeader = isTimed && parseStamp(first[0]) === null;
  const skipped = hasHeader ? 1 : 0;
  const columns = isTimed ? first.slice(1) : first;
  const rows = lines.length - skipped;
  if (rows === 0 || columns.length === 0) {
    throw complaint('empty', path, 1, 'needs a time, at least one channel and rows of numbers');
  }
  const values = new Float64Array(rows * columns.length);
  const times = isTimed ? new Float64Array(rows) : null;
  for (let row = 0; row < rows; row++) {
    const line = row + skipped + 1;
    const cells = lines[row + skipped].split(',');
    if (cells.length !== first.length) {
      const found = `has ${cells.length} fields where line 1 has ${first.length}`;
      throw complaint('fields', path, line, found);
    }
    if (times) times[row] = timeOf(cells, times[row - 1], path, line);
    const numbers = isTimed ? cells.slice(1) : cells;
    for (const [at, cell] of numbers.entries()) {
      values[row * columns.length + at] = numberOf(
        cell,
        at + first.length - columns.length,
        path,
        line,
      );
    }
  }
  const channels = hasHeader ? columns : columns.map((_, at) => `channel ${at + 1}`);
  return { channels, rows, times, values };
}

function timeOf(
  cells: readonly string[],
  before: number | undefined,
  path: string,
  line: number,
): number {
  const time = parseStamp(cells[0].trim());
  if (time === null) {
    const found = `starts with ${shown(cells[0])}, which is no time such as 2016-07-01 13:00:00`;
    throw complaint('time', path, line, found);
  }
  if (before !== undefined && time < before) {
    throw complaint('unsorted', path, line, `is earlier (${shown(cells[0])}) than the line before`);
  }
  return time;
}

function numberOf(cell: string, column: number, path: string, line: number): number {
  const trimmed = cell.trim();
  const value = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const found = `has ${shown(cell)} in column ${column + 1} where a finite number should be`;
  throw complaint('number', path, line, found);
}

function shown(cell: string): string {
  return JSON.stringify(cell.slice(0, 40));
}

function complaint(
  fault: 'empty' | 'fields' | 'number' | 'time' | 'unsorted',
  path: string,
  line: number,
  found: string,
): QuantError {
  return new QuantError(
    `data/csv-${fault}`,
    `${path} line ${line} ${found}; mend or remove it and run again.`,
    { context: { path, line } },
  );
}
