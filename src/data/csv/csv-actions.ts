import type { CorporateAction } from '../provider.ts';
import { cellError, csvError } from './csv-error.ts';
import { parseNumber, parseTime } from './parse-cell.ts';

const HEADER = 'timestamp,kind,value';

/**
 * Reads `SYMBOL_actions.csv`, ascending by time.
 *
 * @throws data/csv-header, data/csv-fields, data/csv-time, data/csv-number, data/csv-action
 */
export function parseActions(bytes: Uint8Array, path: string): CorporateAction[] {
  const [header, ...lines] = new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
  if (header !== HEADER) {
    throw csvError(
      'header',
      path,
      1,
      `expected the header ${HEADER}, found ${header.slice(0, 80)}`,
    );
  }
  const actions = lines.flatMap((text, at) =>
    text === '' ? [] : [parseAction(text, path, at + 2)],
  );
  return actions.sort((a, b) => a.time - b.time);
}

function parseAction(text: string, path: string, line: number): CorporateAction {
  const fields = text.split(',');
  if (fields.length !== 3) {
    throw csvError('fields', path, line, `found ${fields.length} fields, the header has 3`);
  }
  const [timeText, kind, valueText] = fields;
  const encoder = new TextEncoder();
  const timeBytes = encoder.encode(timeText);
  const time = parseTime(timeBytes, 0, timeBytes.length);
  if (time === undefined) {
    const cell = { path, line, column: 'timestamp', text: timeText };
    throw cellError('time', cell, 'is not an ISO-8601 time in UTC such as 2004-08-19T00:00:00Z');
  }
  if (kind !== 'split' && kind !== 'dividend') {
    throw cellError(
      'action',
      { path, line, column: 'kind', text: kind },
      'is neither split nor dividend',
    );
  }
  const valueBytes = encoder.encode(valueText);
  const value = parseNumber(valueBytes, 0, valueBytes.length);
  const cell = { path, line, column: 'value', text: valueText };
  if (value === undefined) throw cellError('number', cell, 'is not a number');
  if (!(value > 0 && Number.isFinite(value)))
    throw cellError('action', cell, `is not above 0 (${kind})`);
  return { time, kind, value };
}
