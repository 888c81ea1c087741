import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { messageOf, QuantError, systemCodeOf } from '#base';

/** One or more columns of numbers, with something to call each row by. */
export interface LabelledSeries {
  readonly name: string;
  /** What the file calls each row; null where it does not. */
  readonly labels: readonly string[] | null;
  /** Each of the same length; NaN where a value is missing. */
  readonly columns: readonly Float64Array[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MISSING = /^(?:|na|nan|null|\?)$/i;
/** Titles of a first column that names rows even where it holds numbers. */
const ROW_TITLE = /^(?:|#|i|t|index|time|timestamp|date|datetime|day|month|year|label|name)$/i;

/** A cell, in quotes or not. */
const CELL = /"((?:[^"]|"")*)"|[^,]+|(?<=^|,)(?=,|$)/g;

/**
 * A CSV file, or a JSON file as the Turing Change Point Dataset has them.
 *
 * A first line of numbers is a row, unless it counts columns from 0 as programs do that know no titles.
 * A first column is not a series when its title says so, a cell of it is no number, or it counts rows.
 *
 * @throws data/file-unreadable, data/csv-empty, data/csv-fields, data/csv-number, data/bad-series
 */
export function readSeries(path: string): LabelledSeries {
  const extension = extname(path);
  const name = basename(path, extension);
  const text = readText(path);
  const series = extension === '.json' ? parseJson(text, name, path) : parseCsv(text, name, path);
  const empty = series.columns.findIndex((column) => column.every(Number.isNaN));
  if (empty === -1) return series;
  throw complaint('bad-series', path, `has no number in series ${empty + 1}`);
}

/** @throws data/file-unreadable */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new QuantError(
      'data/file-unreadable',
      `Cannot read ${path} (${systemCodeOf(thrown) ?? messageOf(thrown)}); name a file you may read.`,
      { cause: thrown },
    );
  }
}

function parseCsv(text: string, name: string, path: string): LabelledSeries {
  const lines = text.trim().split(/\r?\n/).map(cellsOf);
  const [titles, rows] = isHeader(lines[0])
    ? [lines[0], lines.slice(1)]
    : [lines[0].map((_, column) => `${column + 1}`), lines];
  const firstLine = 1 + lines.length - rows.length;
  for (const [row, cells] of rows.entries()) {
    if (cells.length === titles.length) continue;
    const found = `line ${row + firstLine} has ${cells.length} fields where the first has ${titles.length}`;
    throw complaint('csv-fields', path, found);
  }
  if (rows.length < 2) throw complaint('csv-empty', path, 'has fewer than two rows of values');
  const namesRows = titles.length > 1 && (ROW_TITLE.test(titles[0]) || areLabels(rows));
  const first = namesRows ? 1 : 0;
  const columns = titles.slice(first).map((title, at) =>
    Float64Array.from(rows, (cells, row) => {
      const cell = cells[first + at];
      if (MISSING.test(cell)) return Number.NaN;
      const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
      if (Number.isFinite(value)) return value;
      const found = `line ${row + firstLine} has ${JSON.stringify(cell.slice(0, 40))} in column ${title}, which is no number`;
      throw complaint('csv-number', path, found);
    }),
  );
  return { name, labels: namesRows ? rows.map((cells) => cells[0]) : null, columns };
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(CELL)].map(([whole, quoted]) =>
    (quoted?.replaceAll('""', '"') ?? whole).trim(),
  );
}

function isHeader(cells: readonly string[]): boolean {
  const isCount = cells.every((cell, column) => cell === String(column));
  return isCount || !cells.every((cell) => NUMBER.test(cell));
}

/** Whether the first cells of the rows are no numbers, or count the rows. */
function areLabels(rows: readonly (readonly string[])[]): boolean {
  const cells = rows.map(([first]) => first);
  return (
    cells.some((cell) => !NUMBER.test(cell) && !MISSING.test(cell)) ||
    cells.every((cell, row) => cell !== '' && Number(cell) === Number(cells[0]) + row)
  );
}

interface TcpdDocument {
  readonly time?: { readonly raw?: readonly unknown[] };
  readonly series: readonly { readonly raw: readonly unknown[] }[];
}

function parseJson(text: string, name: string, path: string): LabelledSeries {
  const document = parsed(text, path);
  if (!isTcpd(document)) {
    throw complaint(
      'bad-series',
      path,
      'has no list "series" of objects with equally long lists "raw"',
    );
  }
  const columns = document.series.map(({ raw }) =>
    Float64Array.from(raw, (value) => (typeof value === 'number' ? value : Number.NaN)),
  );
  const labels = document.time?.raw;
  return {
    name,
    labels: labels?.length === columns[0].length ? labels.map(String) : null,
    columns,
  };
}

function isTcpd(document: unknown): document is TcpdDocument {
  if (typeof document !== 'object' || document === null || !('series' in document)) return false;
  const { series } = document;
  if (!Array.isArray(series) || series.length === 0) return false;
  const lengths = series.map((entry: { raw?: unknown } | null) =>
    Array.isArray(entry?.raw) ? entry.raw.length : 0,
  );
  return lengths[0] >= 2 && lengths.every((length) => length === lengths[0]);
}

/** @throws data/bad-series */
export function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw complaint('bad-series', path, `is no JSON (${messageOf(thrown)})`);
  }
}

function complaint(
  fault: 'csv-empty' | 'csv-fields' | 'csv-number' | 'bad-series',
  path: string,
  found: string,
): QuantError {
  return new QuantError(`data/${fault}`, `${path} ${found}; mend it and run again.`, {
    context: { path },
  });
}
