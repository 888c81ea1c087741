import { QuantError } from '#base';
import { cellText, parseNumber, parseTime } from './parse-cell.ts';
import { cellError, csvError } from './csv-error.ts';
import { type CsvHeader, lineEnd, quoteEnd, textEnd } from './csv-header.ts';

const COMMA = 44;
const NEWLINE = 10;
const QUOTE = 34;

/** Least bytes that a time takes, and the end of its line. */
const LEAST_TIME_BYTES = 9;

/** Slots of a column that is read as the time, and of one that is passed over. */
const TIME = -2;
const PASSED = -1;

/** More lines without a bar than any editor leaves. */
const MOST_BLANK_LINES = 1e6;

/** What a file and its rows may take on their way into the cache; the rest of the program is beside it. */
const MOST_MEMORY_BYTES = 400e6;
const BYTES_A_ROW = 120;

const ZONELESS = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/;
const ZONED = /^\d{4}-\d\d-\d\d[T ][\d:.]+ ?[+-]\d\d:?\d\d$/;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/** The time and chosen columns of a CSV file, rows as they stand there. */
export interface CsvTable {
  readonly time: Float64Array;
  /** In the order asked for; NaN where the file has no value. */
  readonly values: readonly Float64Array[];
  /** Line of each row in the file, from 1. */
  readonly line: Uint32Array;
}

/** The columns that are wanted, by their index in the header. */
export interface WantedColumns {
  readonly time: number;
  readonly values: readonly number[];
}

/**
 * Reads the column of times and the `wanted` ones.
 *
 * Works on bytes, a cell at a time: no string is made of a cell that holds a plain number. Blank
 * lines, quotes around cells and empty cells after the last are passed over. The order of times is
 * not looked at here.
 *
 * @throws data/csv-empty, data/csv-fields, data/csv-number, data/csv-quote, data/csv-time,
 * data/csv-too-large
 */
export function parseCsv(
  bytes: Uint8Array,
  path: string,
  header: CsvHeader,
  wanted: WantedColumns,
): CsvTable {
  const slots = new Int32Array(header.columns.length).fill(PASSED);
  wanted.values.forEach((column, slot) => {
    slots[column] = slot;
  });
  slots[wanted.time] = TIME;
  const most = mostRows(bytes, header.bodyAt, slots.length);
  refuseTooMany(bytes, path, most);
  const time = new Float64Array(most);
  const line = new Uint32Array(most);
  const values = wanted.values.map(() => new Float64Array(most));
  const reading = { bytes, path, header, slots, time, values };
  let rows = 0;
  let lineNumber = header.line;
  for (let at = header.bodyAt; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    const last = textEnd(bytes, at, end);
    lineNumber++;
    if (last > at && !isBlank(bytes, at, last)) {
      readRow(reading, { at, last, row: rows, line: lineNumber });
      line[rows++] = lineNumber;
    } else if (lineNumber - rows > MOST_BLANK_LINES) {
      throw csvError('empty', path, lineNumber, 'a million lines before it are blank; remove them');
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
  readonly time: Float64Array;
  readonly values: readonly Float64Array[];
}

interface Line {
  readonly at: number;
  readonly last: number;
  readonly row: number;
  readonly line: number;
}

function readRow(reading: Reading, place: Line): void {
  const { bytes, slots, time, values } = reading;
  const { at, last, row } = place;
  let field = 0;
  let from = at;
  let tooMany = false;
  while (from <= last) {
    let to = from;
    let start = from;
    let end: number;
    if (bytes[from] === QUOTE) {
      start = from + 1;
      end = closingQuote(reading, place, start);
      to = end + 1;
    } else {
      while (to < last && bytes[to] !== COMMA) to++;
      end = to;
    }
    const slot = field < slots.length ? slots[field] : PASSED;
    if (slot >= 0) {
      const value = parseNumber(bytes, start, end);
      if (value === undefined)
        throw numberError(reading, place, field, cellText(bytes, start, end));
      values[slot][row] = value;
    } else if (slot === TIME) {
      const stamp = parseTime(bytes, start, end);
      if (stamp === undefined) throw timeError(reading, place, field, cellText(bytes, start, end));
      time[row] = stamp;
    } else if (field >= slots.length && end > start) {
      tooMany = true;
    }
    field++;
    from = to + 1;
  }
  if (field < slots.length || tooMany) throw fieldsError(reading, place, field);
}

/** Where a quoted cell ends; a comma or the line's end must follow. */
function closingQuote({ bytes, path }: Reading, { last, line }: Line, from: number): number {
  const end = quoteEnd(bytes, from, last);
  if (end >= 0 && (end + 1 === last || bytes[end + 1] === COMMA)) return end;
  throw csvError('quote', path, line, 'a quote is not closed at the end of its cell');
}

function numberError(
  { path, header }: Reading,
  { line }: Line,
  field: number,
  text: string,
): Error {
  const cell = { path, line, column: header.columns[field], text };
  if (THOUSANDS.test(text)) {
    return cellError('number', cell, 'has thousands separators; write numbers without them');
  }
  const hint = text.trim().endsWith('%') ? '; write 0.01 for 1%' : '';
  return cellError('number', cell, `is not a number${hint}`);
}

function timeError({ path, header }: Reading, { line }: Line, field: number, text: string): Error {
  const cell = { path, line, column: header.columns[field], text };
  const complaint =
    'is not an ISO-8601 time in UTC such as 2004-08-19T00:00:00Z, nor a count since 1970';
  return cellError('time', cell, `${complaint}; ${timeAdvice(text.trim())}`);
}

function timeAdvice(text: string): string {
  if (ZONELESS.test(text)) return 'add a Z to each, if they are in UTC';
  return ZONED.test(text) ? 'turn them into UTC' : 'write a day as 2004-08-19';
}

function fieldsError({ path, slots }: Reading, { line }: Line, fields: number): Error {
  const counts = `found ${fields} fields, the header has ${slots.length}`;
  const hint = fields > slots.length ? '; a number must not have a comma in it' : '';
  return csvError('fields', path, line, counts + hint);
}

/** Whether a line holds nothing but commas, as spreadsheets write rows without a cell. */
function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] !== COMMA) return false;
  for (let at = from; at < to; at++) if (bytes[at] !== COMMA) return false;
  return true;
}

/** @throws data/csv-too-large */
function refuseTooMany(bytes: Uint8Array, path: string, rows: number): void {
  if (bytes.length + BYTES_A_ROW * rows <= MOST_MEMORY_BYTES) return;
  throw new QuantError(
    'data/csv-too-large',
    `${path} has about ${rows} rows in ${Math.round(bytes.length / 1e6)} MB, more than fit into memory at once; keep the part of it that you need, or make longer bars of them.`,
    { context: { path, rows } },
  );
}

/** Rows that the body has at most: lines, and no more than its bytes can hold of the shortest rows. */
function mostRows(bytes: Uint8Array, from: number, columns: number): number {
  const shortest = LEAST_TIME_BYTES + columns;
  const fitting = Math.floor((bytes.length - from) / shortest) + 1;
  let lines = 1;
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    lines++;
    if (lines >= fitting) return fitting;
  }
  return lines;
}
