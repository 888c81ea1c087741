import { BAR_COLUMNS } from '#base';
import { quoted } from '../symbol.ts';
import { csvError } from './csv-error.ts';
import type { CsvHeader } from './csv-header.ts';
import { parseTime } from './parse-cell.ts';

const BAR_HEADER = ['timestamp', ...BAR_COLUMNS].join(',');

/** Names of the time's column, the surest first. */
export const TIME_NAMES = ['timestamp', 'datetime', 'opentime', 'unix', 'date', 'time'];

/** The columns of Binance's files, which have no header up to 2024. */
const BINANCE_COLUMNS = [
  ...['opentime', ...BAR_COLUMNS],
  ...['closetime', 'quotevolume', 'count', 'takerbuyvolume', 'takerbuyquotevolume', 'ignore'],
];

/** Where in a file the columns of bars stand. */
export interface BarLayout {
  readonly header: CsvHeader;
  readonly time: number;
  /** Open, high, low, close, and volume where there is one. */
  readonly values: readonly number[];
}

/**
 * Finds the columns of bars by their names, whatever their order, their case and what else there is.
 *
 * The time's column is timestamp, datetime, open time, unix, date or time; `Adj Close` is passed over. A
 * file without a volume has none. Binance's files without a header are known by their twelve columns.
 *
 * @throws data/csv-header
 */
export function barLayout(header: CsvHeader, path: string): BarLayout {
  const { columns, line, at } = header;
  const refuse = (complaint: string) => csvError('header', path, line, complaint);
  if (isTime(columns[0])) {
    if (columns.length === BINANCE_COLUMNS.length) {
      const above = { columns: BINANCE_COLUMNS, line: line - 1, at, bodyAt: at };
      return { header: above, time: 0, values: [1, 2, 3, 4, 5] };
    }
    throw refuse(`the first line is a bar and no header; put ${BAR_HEADER} above it, if so`);
  }
  const names = columns.map(plainName);
  const time = TIME_NAMES.map((name) => names.indexOf(name)).find((index) => index >= 0);
  const prices = BAR_COLUMNS.slice(0, 4).map((name) => names.indexOf(name));
  if (time === undefined || prices.some((index) => index < 0)) {
    const found = quoted(columns.join(','));
    throw refuse(`expected the header ${BAR_HEADER}, in any order and case, found ${found}`);
  }
  if (names[time] === 'date' && names.includes('time')) {
    throw refuse('date and time stand in two columns; join them in one, as 2004-08-19T14:30:00Z');
  }
  const volume = ['volume', 'vol'].map((name) => names.indexOf(name)).find((index) => index >= 0);
  const named = volume ?? names.findIndex((name) => name.startsWith('volume'));
  const values = named < 0 ? prices : [...prices, named];
  const twice = [time, ...values].find((index) => names.lastIndexOf(names[index]) !== index);
  if (twice !== undefined) throw refuse(`the column ${columns[twice]} stands there twice`);
  return { header, time, values };
}

/** A column's name without case, space and signs. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_<>]/g, '');
}

/** Whether a cell is a time, so that the line it stands in is no header. */
export function isTime(text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  return parseTime(bytes, 0, bytes.length) !== undefined;
}
