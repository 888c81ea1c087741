import { QuantError } from '#base';
import { quoted } from '../symbol.ts';
import { isTime, plainName, TIME_NAMES } from './bar-columns.ts';
import { csvError } from './csv-error.ts';
import { cellsOf, type CsvHeader, lineEnd, parseHeader, textEnd } from './csv-header.ts';
import { type CsvTable, parseCsv } from './parse-csv.ts';

/** Names of a column of values, the surest first: an account's before a price's, adjusted before raw. */
const VALUE_NAMES = [
  ...['equity', 'value', 'nav', 'balance', 'portfoliovalue'],
  ...['adjclose', 'adjustedclose', 'close', 'price'],
];
const RETURN_NAMES = ['returns', 'return', 'ret', 'dailyreturns', 'dailyreturn'];

/** Columns of a file that are named when none can be chosen. */
const MOST_NAMES = 8;

/** What is wanted of a file. */
export interface SeriesChoice {
  /** Name of the column; told by its name when absent. */
  readonly column?: string | undefined;
  /** Whether the column holds returns; told by its name when absent. */
  readonly returns?: boolean | undefined;
  /** The option that names the column, for the sentence that asks for it. */
  readonly option: string;
}

/** One column of a CSV file by time. */
export interface SeriesFile {
  /** Name as it stands in the file. */
  readonly column: string;
  /** Fractions of one period each, or what something was worth. */
  readonly kind: 'returns' | 'values';
  /** UTC epoch ms, ascending. */
  readonly time: Float64Array;
  /** Finite, above 0 at the first; of returns the growth of 1, the first return included. */
  readonly values: Float64Array;
  /** Worth before the first row: 1 where that has a return, else the first value. */
  readonly before: number;
}

/**
 * Reads the time and one column of a file of prices, equity or returns.
 *
 * The time's column has one of its usual names, or stands first, as a table's index does, and has no name or
 * holds times. The other is the one that is named; else the first there is of equity, value, nav, balance, adj close, close, price; else of returns,
 * return, ret; else the only other. Forms are those of bars. A first row without a return is where growth
 * begins.
 *
 * @throws data/csv-*, data/unknown-column
 */
export function readSeries(bytes: Uint8Array, path: string, choice: SeriesChoice): SeriesFile {
  const header = parseHeader(bytes, path);
  const time = timeColumn(header, bytes, path);
  const { at, kind } = valueColumn(header, time, path, choice);
  const table = parseCsv(bytes, path, header, { time, values: [at] });
  const column = header.columns[at];
  refuseDisorder(table, path);
  const [cells] = table.values;
  const isStart = kind === 'returns' && Number.isNaN(cells[0]);
  refuseGaps(table, { path, column, from: isStart ? 1 : 0 });
  if (kind === 'values') {
    if (!(cells[0] > 0)) {
      const what = `column ${column}: the first value is ${cells[0]}`;
      throw csvError('number', path, table.line[0], `${what}, and must be above 0`);
    }
    return { column, kind, time: table.time, values: cells, before: cells[0] };
  }
  const values = grown(table, path, column);
  return { column, kind, time: table.time, values, before: 1 };
}

/** Growth of 1; a first row without a return is where it begins. */
function grown({ values: [returns], line }: CsvTable, path: string, column: string): Float64Array {
  let worth = 1;
  return returns.map((move, row) => {
    if (move < -1) {
      const what = `column ${column}: the return ${move} loses more than there is`;
      throw csvError('number', path, line[row], `${what}; write fractions, 0.01 for 1%`);
    }
    if (row > 0 || !Number.isNaN(move)) worth *= 1 + move;
    if (Number.isFinite(worth)) return worth;
    const what = `column ${column}: the returns up to here grow beyond all numbers`;
    throw csvError('number', path, line[row], `${what}; they must be fractions, 0.01 for 1%`);
  });
}

function timeColumn(header: CsvHeader, bytes: Uint8Array, path: string): number {
  const { columns, line } = header;
  if (columns.some(isTime)) {
    const advice = 'put one such as timestamp,close above it';
    throw csvError('header', path, line, `the first line is a row and no header; ${advice}`);
  }
  const names = columns.map(plainName);
  const known = TIME_NAMES.map((name) => names.indexOf(name)).find((index) => index >= 0);
  // An index that was never named, or in another language, stands first.
  const isIndex = /^(?:index|unnamed:0)?$/.test(names[0]) || beginsWithTime(header, bytes);
  const time = known ?? (isIndex ? 0 : -1);
  if (time < 0) {
    const found = quoted(columns.join(','));
    throw csvError('header', path, line, `no column is timestamp, datetime or date in ${found}`);
  }
  if (names[time] === 'date' && names.includes('time')) {
    throw csvError(
      'header',
      path,
      line,
      'date and time stand in two columns; join them in one, as 2004-08-19T14:30:00Z',
    );
  }
  return time;
}

/** Whether the first cell below the header is a time. */
function beginsWithTime({ bodyAt }: CsvHeader, bytes: Uint8Array): boolean {
  const [cell] = cellsOf(bytes.subarray(bodyAt, textEnd(bytes, bodyAt, lineEnd(bytes, bodyAt))));
  return isTime(new TextDecoder().decode(cell));
}

interface ValueColumn {
  readonly at: number;
  readonly kind: SeriesFile['kind'];
}

function valueColumn(
  header: CsvHeader,
  time: number,
  path: string,
  { column, returns, option }: SeriesChoice,
): ValueColumn {
  const names = header.columns.map(plainName);
  const unknown = (complaint: string) =>
    unknownColumn(header.columns.toSpliced(time, 1), path, complaint, option);
  const kindOf = (at: number) =>
    (returns ?? RETURN_NAMES.includes(names[at])) ? 'returns' : 'values';
  if (column !== undefined) {
    const at = names.indexOf(plainName(column));
    if (at >= 0 && at !== time) return { at, kind: kindOf(at) };
    throw unknown(`has no column ${quoted(column)} beside its time`);
  }
  if (['kind', 'value'].every((name) => names.includes(name))) {
    const what = 'these are splits and dividends, and no values by time';
    throw csvError('header', path, header.line, `${what}; name a file of prices or equity`);
  }
  const wanted = returns === true ? RETURN_NAMES : [...VALUE_NAMES, ...RETURN_NAMES];
  const known = wanted.map((name) => names.indexOf(name)).find((at) => at >= 0);
  if (known !== undefined) {
    const twice = names.lastIndexOf(names[known]) !== known;
    if (!twice) return { at: known, kind: kindOf(known) };
    throw csvError(
      'header',
      path,
      header.line,
      `the column ${header.columns[known]} stands there twice`,
    );
  }
  if (names.length === 2) return { at: 1 - time, kind: kindOf(1 - time) };
  const what =
    returns === true ? 'no column of returns' : 'no column equity, value, close or price';
  throw unknown(`has ${what}`);
}

function unknownColumn(
  others: readonly string[],
  path: string,
  complaint: string,
  option: string,
): QuantError {
  const shown = others.slice(0, MOST_NAMES).map(quoted).join(', ');
  const more = others.length > MOST_NAMES ? ` and ${others.length - MOST_NAMES} more` : '';
  const advice =
    others.length === 0 ? 'it has no other column' : `name one with ${option}: ${shown}${more}`;
  return new QuantError('data/unknown-column', `${path} ${complaint}; ${advice}.`, {
    context: { path },
  });
}

function refuseDisorder({ time, line }: CsvTable, path: string): void {
  for (let row = 1; row < time.length; row++) {
    if (time[row] > time[row - 1]) continue;
    const stamp = new Date(time[row]).toISOString();
    const isReversed = time.every((each, at) => at === 0 || each < time[at - 1]);
    if (isReversed)
      throw csvError('time', path, line[row], 'the rows stand newest first; sort them');
    const what =
      time[row] === time[row - 1] ? 'stands twice' : 'comes before that of the row above';
    throw csvError('time', path, line[row], `the time ${stamp} ${what}; sort rows, one a time`);
  }
}

function refuseGaps(
  { values: [cells], line }: CsvTable,
  { path, column, from }: { readonly path: string; readonly column: string; readonly from: number },
): void {
  for (let row = from; row < cells.length; row++) {
    if (Number.isFinite(cells[row])) continue;
    const what = Number.isNaN(cells[row]) ? 'has no value' : 'is infinite';
    throw csvError(
      'number',
      path,
      line[row],
      `column ${column} ${what}; fill it or leave the row out`,
    );
  }
}
