import { cellText, parseNumber, parseTime } from './parse-cell.ts';
import { cellError, csvError } from './csv-error.ts';

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/** A file's first line and where the second begins. */
export interface CsvHeader {
  readonly columns: readonly string[];
  readonly bodyAt: number;
}

/** Chosen columns of a CSV file whose first column is the time. */
export interface CsvTable {
  readonly time: Float64Array;
  /** In the order asked for; NaN where the file has no value. */
  readonly values: readonly Float64Array[];
  /** Line of each row in the file, from 1. */
  readonly line: Uint32Array;
}

/** @throws data/csv-empty */
export function parseHeader(bytes: Uint8Array, path: string): CsvHeader {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes.length === start) throw csvError('empty', path, 1, 'the file is empty');
  const end = lineEnd(bytes, start);
  const columns = new TextDecoder()
    .decode(bytes.subarray(start, textEnd(bytes, start, end)))
    .split(',');
  return { columns, bodyAt: end + 1 };
}

/**
 * Reads the time column and the `wanted` columns, by their index in the header.
 *
 * Works on bytes, a cell at a time: no string is made of a cell that holds a plain number. Blank
 * lines are passed over. Times may repeat, but never go back.
 *
 * @throws data/csv-empty, data/csv-fields, data/csv-number, data/csv-time, data/csv-unsorted
 */
export function parseCsv(
  bytes: Uint8Array,
  path: string,
  header: CsvHeader,
  wanted: readonly number[],
): CsvTable {
  const most = countLines(bytes, header.bodyAt);
  const time = new Float64Array(most);
  const line = new Uint32Array(most);
  const values = wanted.map(() => new Float64Array(most));
  const slots = new Int32Array(header.columns.length).fill(-1);
  wanted.forEach((column, slot) => {
    slots[column] = slot;
  });
  let rows = 0;
  let lineNumber = 1;
  for (let at = header.bodyAt; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    const last = textEnd(bytes, at, end);
    lineNumber++;
    if (last > at) {
      time[rows] = readTime(bytes, at, last, path, lineNumber);
      if (rows > 0 && time[rows] < time[rows - 1]) {
        throw unsorted(bytes, path, { at, last, line: lineNumber, above: line[rows - 1] });
      }
      readRow({ bytes, path, header, slots, values }, { at, last, row: rows, line: lineNumber });
      line[rows++] = lineNumber;
    }
    at = end + 1;
  }
  if (rows === 0) throw csvError('empty', path, lineNumber, 'the file has a header and no rows');
  return {
    time: time.subarray(0, rows),
    values: values.map((column) => column.subarray(0, rows)),
    line: line.subarray(0, rows),
  };
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly header: CsvHeader;
  readonly slots: Int32Array;
  readonly values: readonly Float64Array[];
}

interface Line {
  readonly at: number;
  readonly last: number;
  readonly row: number;
  readonly line: number;
}

function readRow(reading: Reading, { at, last, row, line }: Line): void {
  const { bytes, slots, values, header, path } = reading;
  let field = 0;
  let from = at;
  for (let to = at; to <= last; to++) {
    if (to < last && bytes[to] !== COMMA) continue;
    const slot = field < slots.length ? slots[field] : -1;
    if (slot >= 0) {
      const value = parseNumber(bytes, from, to);
      if (value === undefined) {
        const cell = { path, line, column: header.columns[field], text: cellText(bytes, from, to) };
        throw cellError('number', cell, 'is not a number');
      }
      values[slot][row] = value;
    }
    field++;
    from = to + 1;
  }
  if (field !== slots.length) {
    throw csvError('fields', path, line, `found ${field} fields, the header has ${slots.length}`);
  }
}

function readTime(bytes: Uint8Array, at: number, last: number, path: string, line: number): number {
  const to = firstCellEnd(bytes, at, last);
  const time = parseTime(bytes, at, to);
  if (time !== undefined) return time;
  const cell = { path, line, column: 'timestamp', text: cellText(bytes, at, to) };
  throw cellError('time', cell, 'is not an ISO-8601 time in UTC such as 2004-08-19T00:00:00Z');
}

function unsorted(
  bytes: Uint8Array,
  path: string,
  { at, last, line, above }: { at: number; last: number; line: number; above: number },
): Error {
  const text = cellText(bytes, at, firstCellEnd(bytes, at, last));
  const cell = { path, line, column: 'timestamp', text };
  return cellError(
    'unsorted',
    cell,
    `comes before the time on line ${above}; sort the rows by time, oldest first`,
  );
}

function firstCellEnd(bytes: Uint8Array, at: number, last: number): number {
  const comma = bytes.indexOf(COMMA, at);
  return comma < 0 || comma > last ? last : comma;
}

function countLines(bytes: Uint8Array, from: number): number {
  let lines = 1;
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 ? bytes.length : end;
}

/** End of a line's text: before the carriage return of a line from Windows. */
function textEnd(bytes: Uint8Array, from: number, end: number): number {
  return end > from && bytes[end - 1] === RETURN ? end - 1 : end;
}
