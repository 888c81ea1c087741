import { csvError } from './csv-error.ts';

const COMMA = 44;
const NEWLINE = 10;
const QUOTE = 34;
const RETURN = 13;
const SPACE = 32;
const TAB = 9;

/** What stands between columns where commas do not. */
const SEPARATORS = [
  { sign: ';', name: 'semicolons' },
  { sign: '\t', name: 'tabs' },
  { sign: '|', name: 'vertical bars' },
];

/** No table of bars has a longer first line. */
const LONGEST_HEADER = 1 << 20;

/** Blank lines before the header that are passed over. */
const MOST_BLANK_LINES = 100;

/** What a file begins with that is no text, and what to do about it. */
const OTHER_FORMS: readonly (readonly [bytes: readonly number[], complaint: string])[] = [
  [[0xff, 0xfe], 'the file is UTF-16 text; save it as UTF-8'],
  [[0xfe, 0xff], 'the file is UTF-16 text; save it as UTF-8'],
  [[0x50, 0x4b, 3, 4], 'the file is a ZIP archive or a workbook; unpack it, or save it as CSV'],
  [[0x1f, 0x8b], 'the file is compressed by gzip; unpack it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'the file is compressed by zstd; unpack it'],
  [[0x50, 0x41, 0x52, 0x31], 'the file is Parquet; save it as CSV'],
];

/** A file's first line with text and where the next begins. */
export interface CsvHeader {
  /** Names as written, without quotes and space around them. */
  readonly columns: readonly string[];
  /** Line it stands on, from 1, and where that begins. */
  readonly line: number;
  readonly at: number;
  readonly bodyAt: number;
}

/**
 * Reads the first line that is not blank.
 *
 * @throws data/csv-empty, data/csv-not-text, data/csv-header
 */
export function parseHeader(bytes: Uint8Array, path: string): CsvHeader {
  for (const [beginning, complaint] of OTHER_FORMS) {
    if (beginning.every((byte, at) => bytes[at] === byte)) {
      throw csvError('not-text', path, 1, complaint);
    }
  }
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let line = 1;
  let end = lineEnd(bytes, start);
  while (textEnd(bytes, start, end) === start && end < bytes.length && line < MOST_BLANK_LINES) {
    start = end + 1;
    end = lineEnd(bytes, start);
    line++;
  }
  const last = textEnd(bytes, start, end);
  if (last <= start) {
    const what = end < bytes.length ? `the first ${line} lines are blank` : 'the file is empty';
    throw csvError('empty', path, 1, what);
  }
  if (last - start > LONGEST_HEADER) {
    const length = `the first line is ${last - start} bytes long`;
    throw csvError('header', path, line, `${length}; this is no table of bars`);
  }
  const text = bytes.subarray(start, last);
  refuseOtherText(text, path, line);
  const cells = cellsOf(text).map((cell) => new TextDecoder().decode(cell).trim());
  while (cells.length > 1 && cells[cells.length - 1] === '') cells.pop();
  return { columns: cells, line, at: start, bodyAt: end + 1 };
}

function refuseOtherText(text: Uint8Array, path: string, line: number): void {
  if (text.includes(0)) {
    const isWide = text.length > 3 && (text[1] === 0) === (text[3] === 0) && text[0] !== text[1];
    const what = isWide && (text[0] === 0 || text[1] === 0) ? 'UTF-16 text' : 'no text';
    throw csvError('not-text', path, line, `the file is ${what}; save it as UTF-8 text`);
  }
  if (text.includes(RETURN)) {
    const ends = 'the lines end in a carriage return alone';
    throw csvError('not-text', path, line, `${ends}; save the file with line feeds`);
  }
  if (text.some((byte) => byte < SPACE && byte !== TAB)) {
    throw csvError('not-text', path, line, 'the file is no text; save it as UTF-8 text');
  }
  const separator = SEPARATORS.find(({ sign }) => text.includes(sign.charCodeAt(0)));
  if (separator !== undefined && !text.includes(COMMA)) {
    const advice = 'save it with commas, and with points in numbers';
    const what = `the columns are separated by ${separator.name}`;
    throw csvError('header', path, line, `${what}; ${advice}`);
  }
}

/** The cells of one line, without the quotes around them. */
export function cellsOf(text: Uint8Array): readonly Uint8Array[] {
  const cells: Uint8Array[] = [];
  let from = 0;
  while (from <= text.length) {
    const isQuoted = text[from] === QUOTE;
    const close = isQuoted ? quoteEnd(text, from + 1, text.length) : -1;
    const comma = text.indexOf(COMMA, Math.max(from, close));
    const to = comma < 0 ? text.length : comma;
    cells.push(close >= 0 ? text.subarray(from + 1, close) : text.subarray(from, to));
    from = to + 1;
  }
  return cells;
}

/** Where the quote closes that opens before `from`; a doubled one is a quote itself; −1 when none does. */
export function quoteEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE) return at;
    at++;
  }
  return -1;
}

export function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 ? bytes.length : end;
}

/** End of a line's text: before the carriage return of a line from Windows. */
export function textEnd(bytes: Uint8Array, from: number, end: number): number {
  return end > from && bytes[end - 1] === RETURN ? end - 1 : end;
}
