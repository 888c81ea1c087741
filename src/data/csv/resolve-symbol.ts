import { type Interval, QuantError } from '#base';
import { nearest } from '#config';
import { checkSymbol, isSymbol, symbolFileStem } from '../symbol.ts';
import type { CsvFolder, CsvSource, Panel } from './csv-folder.ts';

/**
 * Where a symbol's bars stand.
 *
 * A file of its own comes first. At 1d a panel's column follows, under its bare name when one panel
 * has it, or as PANEL/COLUMN, the panel's name in capitals.
 *
 * @throws data/bad-symbol, data/unknown-symbol, data/unknown-interval, data/ambiguous-symbol
 */
export function resolveSymbol(folder: CsvFolder, symbol: string, interval: Interval): CsvSource {
  checkSymbol(symbol);
  const fileName = `${symbolFileStem(symbol)}_${interval}.csv`;
  if (folder.has(fileName)) return { kind: 'bars', fileName };
  const panels = folder.panels();
  const matches = panels.flatMap((panel) => matchesIn(panel, symbol));
  if (interval === '1d' && matches.length === 1) return matches[0];
  if (interval === '1d' && matches.length > 1) {
    throw new QuantError(
      'data/ambiguous-symbol',
      `${symbol} is a column of ${matches.map((match) => match.fileName).join(' and ')}; write PANEL/${symbol}.`,
    );
  }
  throw notFound(folder, symbol, interval, { panels, inPanel: matches.length > 0 });
}

/** The symbols a name stands for: all columns of a panel of that name, else itself. */
export function expandName(folder: CsvFolder, name: string): readonly string[] {
  if (!folder.hasPanel(name)) {
    checkSymbol(name);
    return [name];
  }
  const others = folder.panels().filter((panel) => panel.name !== name);
  return folder.panel(name).columns.map((column) => {
    const taken = folder.has(`${symbolFileStem(column)}_1d.csv`);
    const bare = !taken && others.every((panel) => matchesIn(panel, column).length === 0);
    return bare ? column : `${name.toUpperCase()}/${column}`;
  });
}

function matchesIn({ name, fileName, columns }: Panel, symbol: string): CsvSource[] {
  const prefix = `${name.toUpperCase()}/`;
  const qualified = symbol.startsWith(prefix) ? symbol.slice(prefix.length) : null;
  return columns
    .filter((column) => column === symbol || column === qualified)
    .map((column) => ({ kind: 'panel', fileName, column }));
}

function notFound(
  folder: CsvFolder,
  symbol: string,
  interval: Interval,
  { panels, inPanel }: { panels: readonly Panel[]; inPanel: boolean },
): QuantError {
  const intervals = inPanel ? ['1d'] : folder.intervalsOf(symbol);
  const where = folder.shownPath('.');
  if (intervals.length > 0) {
    return new QuantError(
      'data/unknown-interval',
      `${where} has ${symbol} at ${intervals.join(', ')}, not at ${interval}; choose --interval ${intervals[0]} or add ${folder.shownPath(`${symbolFileStem(symbol)}_${interval}.csv`)}.`,
      { context: { symbol, interval, intervals } },
    );
  }
  const own = folder.symbolsWithFile(interval);
  const columns = interval === '1d' ? panels.flatMap((panel) => panel.columns) : [];
  const known = [...new Set([...own, ...columns])].filter(isSymbol).sort();
  const advice =
    known.length === 0
      ? `it has no file SYMBOL_${interval}.csv at all`
      : `the nearest is ${nearest(symbol, known)}; it has ${listed(known)}`;
  return new QuantError(
    'data/unknown-symbol',
    `${where} has no ${symbol} at ${interval}: ${advice}.`,
    {
      context: { symbol, interval },
    },
  );
}

function listed(symbols: readonly string[]): string {
  const shown = symbols.slice(0, 12).join(', ');
  return symbols.length > 12 ? `${shown} and ${symbols.length - 12} more` : shown;
}
