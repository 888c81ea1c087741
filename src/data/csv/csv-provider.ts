import { type BarTable, barsBetween, type Disk, type Interval, intervalMs, sha256 } from '#base';
import { type QuarantinedBar, quarantineBars } from '../checks/quarantine.ts';
import {
  type BarRequest,
  type CorporateAction,
  checkRange,
  type DataProvider,
  type FetchedBars,
} from '../provider.ts';
import { symbolFileStem } from '../symbol.ts';
import { parseActions } from './csv-actions.ts';
import { barLayout } from './bar-columns.ts';
import { CsvFolder, type CsvSource } from './csv-folder.ts';
import { parseHeader } from './csv-header.ts';
import { type CsvTable, parseCsv } from './parse-csv.ts';
import { expandName, resolveSymbol } from './resolve-symbol.ts';

const DAY_MS = 86_400_000;

/**
 * Bars from a folder of CSV files, read only.
 *
 * `SYMBOL_INTERVAL.csv` has the header timestamp,open,high,low,close,volume; `SYMBOL_actions.csv`
 * timestamp,kind,value; a panel `NAME_daily.csv` timestamp and a column of closes an asset. Times are
 * ISO-8601 UTC, or counts since 1970 in s, ms or µs; `/` of a symbol is `_` in the file name.
 *
 * Files of bars and actions are read as others write them, too: UTF-8 with or without a byte order mark,
 * line feeds with or without carriage returns, blank lines, quotes around cells, commas after the last
 * cell, columns in any order and case, more columns than are wanted, no volume. So Yahoo's
 * `Date,Open,High,Low,Close,Adj Close,Volume` is read (its prices are adjusted for splits, so it wants no
 * actions of splits beside it), Stooq's `Date,Open,High,Low,Close,Volume`, and Binance's twelve columns
 * with their header or without. Refused with what to do: other encodings and archives, semicolons and
 * tabs, thousands separators, times without a zone, date and time in two columns, more than 400 MB, and
 * more rows than fit into as much, about two million of sixty characters.
 *
 * A file whose form is wrong (header, number of fields, text in a number, a time) is refused with its
 * line and value. A row whose form is right and whose content or place cannot be is quarantined, as
 * `quarantineBars` says. Whether quarantined bars are mended or stop the run is the caller's choice, not
 * made here. An empty cell of a panel means that the asset had no bar that day.
 */
export class CsvProvider implements DataProvider {
  readonly name = 'csv';
  readonly #folder: CsvFolder;

  constructor(folder: string, disk: Disk) {
    this.#folder = new CsvFolder(folder, disk);
  }

  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    checkRange(request);
    const { symbol, interval, start, end } = request;
    const source = resolveSymbol(this.#folder, symbol, interval);
    const { clean, quarantine } = this.#readBars(source);
    const within = ({ time }: { readonly time: number }) => time >= start && time < end;
    return {
      bars: barsBetween(clean, start, end),
      actions: this.#readActions(source, request).filter(within),
      // A bar without a time lies nowhere, so every request hears of it.
      quarantine: quarantine.filter((bar) => within(bar) || Number.isNaN(bar.time)),
      caveats: source.kind === 'panel' ? ['close-only'] : [],
    };
  }

  async expand(name: string): Promise<readonly string[]> {
    return expandName(this.#folder, name);
  }

  async symbols(interval: Interval): Promise<readonly string[]> {
    const own = this.#folder.symbolsWithFile(interval);
    if (interval !== '1d') return own;
    const panels = this.#folder.panels().flatMap((panel) => expandName(this.#folder, panel.name));
    return [...new Set([...own, ...panels])].sort();
  }

  async version(symbol: string, interval: Interval): Promise<string> {
    const source = resolveSymbol(this.#folder, symbol, interval);
    const actions = this.#actionsFile(source, symbol);
    const contents = [source.fileName, ...(actions === null ? [] : [actions])];
    return contents.map((fileName) => sha256(this.#folder.read(fileName)).slice(0, 32)).join('+');
  }

  #readBars(source: CsvSource): { clean: BarTable; quarantine: readonly QuarantinedBar[] } {
    const bytes = this.#folder.read(source.fileName);
    const path = this.#folder.shownPath(source.fileName);
    const header = parseHeader(bytes, path);
    const placeIn = (table: CsvTable) => (row: number) => `${path} line ${table.line[row]}`;
    if (source.kind === 'panel') {
      const table = withoutBlanks(
        parseCsv(bytes, path, header, { time: 0, values: [header.columns.indexOf(source.column)] }),
      );
      return quarantineBars(closeOnly(table), placeIn(table));
    }
    const layout = barLayout(header, path);
    const table = parseCsv(bytes, path, layout.header, layout);
    const [open, high, low, close, volume = new Float64Array(open.length)] = table.values;
    return quarantineBars({ time: table.time, open, high, low, close, volume }, placeIn(table));
  }

  /** A day's bar is stamped at its midnight, so that an action told with the open belongs to it. */
  #readActions(source: CsvSource, { symbol, interval }: BarRequest): readonly CorporateAction[] {
    const fileName = this.#actionsFile(source, symbol);
    if (fileName === null) return [];
    const actions = parseActions(this.#folder.read(fileName), this.#folder.shownPath(fileName));
    if (intervalMs(interval) < DAY_MS) return actions;
    const dayOf = (time: number) => Math.floor(time / DAY_MS) * DAY_MS;
    return actions.map((action) => ({ ...action, time: dayOf(action.time) }));
  }

  /** A panel's closes are taken as its maker adjusted them: actions belong to bars as traded. */
  #actionsFile(source: CsvSource, symbol: string): string | null {
    if (source.kind === 'panel') return null;
    const fileName = `${symbolFileStem(symbol)}_actions.csv`;
    return this.#folder.has(fileName) ? fileName : null;
  }
}

function closeOnly({ time, values: [close] }: CsvTable): BarTable {
  return {
    time,
    open: close,
    high: close,
    low: close,
    close,
    volume: new Float64Array(time.length),
  };
}

function withoutBlanks(table: CsvTable): CsvTable {
  const [close] = table.values;
  const rows: number[] = [];
  close.forEach((price, row) => {
    if (!Number.isNaN(price)) rows.push(row);
  });
  if (rows.length === close.length) return table;
  return {
    time: Float64Array.from(rows, (row) => table.time[row]),
    values: [Float64Array.from(rows, (row) => close[row])],
    line: Uint32Array.from(rows, (row) => table.line[row]),
  };
}
