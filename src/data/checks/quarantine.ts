import { BAR_COLUMNS, type BarTable, emptyBarTable, QuantError, TABLE_COLUMNS } from '#base';
import { dateText } from '../date-text.ts';

/** Why a bar cannot be believed. */
export type QuarantineCode =
  | 'not-finite'
  | 'not-positive'
  | 'high-low'
  | 'negative-volume'
  | 'duplicate'
  | 'disorder';

/** One bar left out of the data, and why. */
export interface QuarantinedBar {
  readonly time: number;
  readonly code: QuarantineCode;
  /** Where it stands in its source: `GOOG_1d.csv line 17`, `GOOG row 15`. */
  readonly place: string;
  /** What is wrong, with the value: `high 9 is below low 10`. */
  readonly detail: string;
}

/** Names a row of the table for the reader of a complaint. */
export type PlaceOfRow = (row: number) => string;

/**
 * Parts a table into the bars that can be believed and the account of the rest.
 *
 * The only place where a bar is left out. A bar goes when a number is missing, a price is not
 * positive, the high is not the highest or the low the lowest, the volume is negative, its time is
 * not a number or lies before an earlier bar's, or a later row revises the same time. The clean
 * table is the given one when nothing is wrong.
 */
export function quarantineBars(
  table: BarTable,
  place: PlaceOfRow,
): { readonly clean: BarTable; readonly quarantine: readonly QuarantinedBar[] } {
  const rows = table.time.length;
  const quarantine: QuarantinedBar[] = [];
  const kept = new Uint32Array(rows);
  let keptRows = 0;
  for (let row = 0; row < rows; row++) {
    if (
      isSound(table, row) &&
      (keptRows === 0 || table.time[row] > table.time[kept[keptRows - 1]])
    ) {
      kept[keptRows++] = row;
      continue;
    }
    const previous = keptRows === 0 ? -1 : kept[keptRows - 1];
    const blamed = blame(table, row, previous);
    const revised = blamed.code === 'duplicate' ? previous : row;
    quarantine.push({ time: table.time[revised], place: place(revised), ...blamed });
    if (blamed.code === 'duplicate') kept[keptRows - 1] = row;
  }
  return { clean: keptRows === rows ? table : pickRows(table, kept, keptRows), quarantine };
}

/** The positive form throughout: a NaN anywhere makes a bar unsound. */
function isSound({ time, open, high, low, close, volume }: BarTable, row: number): boolean {
  const top = high[row];
  const bottom = low[row];
  return (
    Number.isFinite(time[row]) &&
    bottom > 0 &&
    top < Number.POSITIVE_INFINITY &&
    open[row] >= bottom &&
    open[row] <= top &&
    close[row] >= bottom &&
    close[row] <= top &&
    volume[row] >= 0 &&
    volume[row] < Number.POSITIVE_INFINITY
  );
}

/** The close first: where a source has nothing else, it is what the reader will find there. */
const PRICES = ['close', 'open', 'high', 'low'] as const;

function blame(
  table: BarTable,
  row: number,
  previous: number,
): { readonly code: QuarantineCode; readonly detail: string } {
  for (const column of TABLE_COLUMNS) {
    const value = table[column][row];
    if (!Number.isFinite(value)) return { code: 'not-finite', detail: `${column} is ${value}` };
  }
  for (const column of PRICES) {
    const price = table[column][row];
    if (!(price > 0)) return { code: 'not-positive', detail: `${column} ${price} is not above 0` };
  }
  const high = table.high[row];
  const low = table.low[row];
  if (high < low) return { code: 'high-low', detail: `high ${high} is below low ${low}` };
  for (const column of ['open', 'close'] as const) {
    const price = table[column][row];
    if (price > high)
      return { code: 'high-low', detail: `${column} ${price} is above high ${high}` };
    if (price < low) return { code: 'high-low', detail: `${column} ${price} is below low ${low}` };
  }
  const volume = table.volume[row];
  if (volume < 0) return { code: 'negative-volume', detail: `volume ${volume} is below 0` };
  const stamp = dateText(table.time[row]);
  if (table.time[row] < table.time[previous]) {
    return { code: 'disorder', detail: `time ${stamp} lies before the bar above it` };
  }
  const same = BAR_COLUMNS.every((column) => table[column][row] === table[column][previous]);
  return {
    code: 'duplicate',
    detail: same
      ? `time ${stamp} stands twice with the same values`
      : `time ${stamp} stands twice; a later row gives close ${table.close[row]} for ${table.close[previous]}`,
  };
}

function pickRows(table: BarTable, rows: Uint32Array, count: number): BarTable {
  const picked = emptyBarTable(count);
  for (const column of TABLE_COLUMNS) {
    const from = table[column];
    const to = picked[column];
    for (let row = 0; row < count; row++) to[row] = from[rows[row]];
  }
  return picked;
}

/**
 * Stops a run that was told to accept no bad bar, with the first one and their number.
 *
 * @throws data/bad-bars
 */
export function refuseBadBars(quarantine: readonly QuarantinedBar[], bars: number): void {
  if (quarantine.length === 0) return;
  const [first] = quarantine;
  const count = quarantine.length === 1 ? '1 bar' : `${quarantine.length} bars`;
  throw new QuantError(
    'data/bad-bars',
    `${first.place}: ${first.detail}; ${count} of ${bars + quarantine.length} quarantined: correct the file, or leave bad bars out with --set data.badBars=quarantine.`,
    { context: { quarantine: quarantine.slice(0, 20) } },
  );
}
