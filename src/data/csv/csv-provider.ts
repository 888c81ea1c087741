import { BAR_COLUMNS, type BarTable, barsBetween, type Disk, type Interval, sha256 } from '#base';
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
import { csvError } from './csv-error.ts';
import { CsvFolder, type CsvSource } from './csv-folder.ts';
import { type CsvHeader, type CsvTable, parseCsv, parseHeader } from './parse-csv.ts';
import { expandName, resolveSymbol } from './resolve-symbol.ts';

const BAR_HEADER = ['timestamp', ...BAR_COLUMNS].join(',');

/**
 * Bars from a folder of CSV files, read only.
 *
 * `SYMBOL_INTERVAL.csv` has the header timestamp,open,high,low,close,volume; `SYMBOL_actions.csv`
 * timestamp,kind,value; a panel `NAME_daily.csv` timestamp and a column of closes an asset. Times
 * are ISO-8601 UTC, oldest first; `/` of a symbol is `_` in the file name.
 *
 * A file whose form is wrong (header, number of fields, text in a number, a time, the order of
 * times) is refused with its line and value. A row whose form is right and whose content cannot be
 * is quarantined, as `quarantineBars` says. Whether quarantined bars stop the run is the caller's
 * choice, not made here. An empty cell of a panel means that the asset had no bar that day.
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
      actions: this.#readActions(source, symbol).filter(within),
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
        parseCsv(bytes, path, header, [header.columns.indexOf(source.column)]),
      );
      return quarantineBars(closeOnly(table), placeIn(table));
    }
    checkBarHeader(header, path);
    const table = parseCsv(bytes, path, header, [1, 2, 3, 4, 5]);
    const [open, high, low, close, volume] = table.values;
    return quarantineBars({ time: table.time, open, high, low, close, volume }, placeIn(table));
  }

  #readActions(source: CsvSource, symbol: string): CorporateAction[] {
    const fileName = this.#actionsFile(source, symbol);
    if (fileName === null) return [];
    return parseActions(this.#folder.read(fileName), this.#folder.shownPath(fileName));
  }

  /** A panel's closes are taken as its maker adjusted them: actions belong to bars as traded. */
  #actionsFile(source: CsvSource, symbol: string): string | null {
    if (source.kind === 'panel') return null;
    const fileName = `${symbolFileStem(symbol)}_actions.csv`;
    return this.#folder.has(fileName) ? fileName : null;
  }
}

function checkBarHeader({ columns }: CsvHeader, path: string): void {
  const found = columns.join(',');
  if (found === BAR_HEADER) return;
  throw csvError(
    'header',
    path,
    1,
    `expected the header ${BAR_HEADER}, found ${found.slice(0, 80)}`,
  );
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
