import type { CorporateAction } from '../provider.ts';
import { quoted } from '../symbol.ts';
import { cellError, csvError } from './csv-error.ts';
import { cellsOf, type CsvHeader, lineEnd, parseHeader, textEnd } from './csv-header.ts';
import { cellText, parseNumber, parseTime } from './parse-cell.ts';

const COLUMNS = ['timestamp', 'kind', 'value'] as const;

/** More than any company has had; what is larger is no file of actions. */
const MOST_BYTES = 16e6;

/** Most new shares for one old, or old for one new. */
const MOST_RATIO = 1000;

/**
 * Reads `SYMBOL_actions.csv`, ascending by time; columns in any order and case, `date` for the time.
 *
 * @throws data/csv-header, data/csv-fields, data/csv-time, data/csv-number, data/csv-action,
 *   data/csv-not-text, data/csv-too-large
 */
export function parseActions(bytes: Uint8Array, path: string): CorporateAction[] {
  if (bytes.length > MOST_BYTES) {
    throw csvError(
      'too-large',
      path,
      1,
      `${bytes.length} bytes are no list of splits and dividends`,
    );
  }
  const header = parseHeader(bytes, path);
  const columns = columnsOf(header, path);
  const actions: CorporateAction[] = [];
  const seen = new Set<string>();
  let line = header.line;
  for (let at = header.bodyAt; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    const text = bytes.subarray(at, textEnd(bytes, at, end));
    line++;
    if (text.length > 0) {
      const action = parseAction(cellsOf(text), columns, { path, line });
      if (seen.has(keyOf(action))) {
        const what = `this ${action.kind} stands above it already; keep the right one`;
        throw csvError('action', path, line, what);
      }
      seen.add(keyOf(action));
      actions.push(action);
    }
    at = end + 1;
  }
  return actions.sort((a, b) => a.time - b.time);
}

/** What a second line like it would say again: one split a time, and each dividend once. */
function keyOf({ time, kind, value }: CorporateAction): string {
  return kind === 'split' ? `${time}` : `${time} ${value}`;
}

/** Where timestamp, kind and value stand, and how many columns there are. */
interface ActionColumns {
  readonly time: number;
  readonly kind: number;
  readonly value: number;
  readonly count: number;
}

function columnsOf({ columns, line }: CsvHeader, path: string): ActionColumns {
  const names = columns.map((name) => name.toLowerCase());
  const [time, kind, value] = COLUMNS.map((name) => {
    const at = names.indexOf(name);
    return at < 0 && name === 'timestamp' ? names.indexOf('date') : at;
  });
  if (time >= 0 && kind >= 0 && value >= 0) return { time, kind, value, count: columns.length };
  const found = quoted(columns.join(','));
  throw csvError('header', path, line, `expected the header ${COLUMNS.join(',')}, found ${found}`);
}

function parseAction(
  cells: readonly Uint8Array[],
  columns: ActionColumns,
  { path, line }: { readonly path: string; readonly line: number },
): CorporateAction {
  if (cells.length < columns.count || cells.slice(columns.count).some((cell) => cell.length > 0)) {
    const counts = `found ${cells.length} fields, the header has ${columns.count}`;
    throw csvError('fields', path, line, counts);
  }
  const [timeCell, kindCell, valueCell] = [columns.time, columns.kind, columns.value].map(
    (at) => cells[at],
  );
  const textOf = (cell: Uint8Array) => cellText(cell, 0, cell.length);
  const time = parseTime(timeCell, 0, timeCell.length);
  if (time === undefined) {
    const cell = { path, line, column: 'timestamp', text: textOf(timeCell) };
    throw cellError('time', cell, 'is not an ISO-8601 time in UTC such as 2004-08-19T00:00:00Z');
  }
  const kind = textOf(kindCell).trim().toLowerCase();
  if (kind !== 'split' && kind !== 'dividend') {
    const cell = { path, line, column: 'kind', text: textOf(kindCell) };
    throw cellError('action', cell, 'is neither split nor dividend');
  }
  const value = parseNumber(valueCell, 0, valueCell.length);
  const cell = { path, line, column: 'value', text: textOf(valueCell) };
  if (value === undefined) throw cellError('number', cell, 'is not a number');
  if (!(value > 0 && Number.isFinite(value)))
    throw cellError('action', cell, `is not above 0 (${kind})`);
  if (kind === 'split' && !(value <= MOST_RATIO && value >= 1 / MOST_RATIO)) {
    throw cellError(
      'action',
      cell,
      `is no split that a company makes, 1:${MOST_RATIO} to ${MOST_RATIO}:1`,
    );
  }
  return { time, kind, value };
}
