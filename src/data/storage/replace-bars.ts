import {
  BAR_COLUMNS,
  type BarTable,
  barsBetween,
  emptyBarTable,
  firstRowAtOrAfter,
  sliceBars,
  TABLE_COLUMNS,
} from '#base';
import type { TimeRange } from './coverage.ts';

/**
 * A table whose bars in a range are those of another, which are all there are.
 *
 * @param newer - the bars in the range, ascending
 * @returns the bars; how many of the older ones came back with other values or not at all; and
 * whether anything differs
 */
export function replaceBars(
  older: BarTable,
  { from, to }: TimeRange,
  newer: BarTable,
): { readonly bars: BarTable; readonly revised: number; readonly isSame: boolean } {
  const first = firstRowAtOrAfter(older.time, from);
  const end = firstRowAtOrAfter(older.time, to);
  const replaced = sliceBars(older, first, end);
  const revised = replaced.time.length - countKept(replaced, newer);
  if (revised === 0 && replaced.time.length === newer.time.length) {
    return { bars: older, revised, isSame: true };
  }
  const bars = concatenate([sliceBars(older, 0, first), newer, sliceBars(older, end)]);
  return { bars, revised, isSame: false };
}

/** How many of a table's bars another has with the same values. */
function countKept(older: BarTable, newer: BarTable): number {
  let kept = 0;
  let row = 0;
  for (let at = 0; at < older.time.length; at++) {
    while (newer.time[row] < older.time[at]) row++;
    if (isSameBar(older, at, newer, row)) kept++;
  }
  return kept;
}

/** The bars of two tables, ascending; where both have one, the newer table's. */
export function layOver(older: BarTable, newer: BarTable): BarTable {
  const merged = emptyBarTable(older.time.length + newer.time.length);
  let [rows, at] = [0, 0];
  for (let row = 0; row < newer.time.length; row++) {
    while (older.time[at] < newer.time[row]) copyRow(older, at++, merged, rows++);
    if (older.time[at] === newer.time[row]) at++;
    copyRow(newer, row, merged, rows++);
  }
  while (at < older.time.length) copyRow(older, at++, merged, rows++);
  return sliceBars(merged, 0, rows);
}

/** Whether two tables have the same bars in a range. */
export function areSameBars(a: BarTable, b: BarTable, { from, to }: TimeRange): boolean {
  return replaceBars(a, { from, to }, barsBetween(b, from, to)).isSame;
}

/** Tables that follow one another in time, as one. */
export function concatenate(tables: readonly BarTable[]): BarTable {
  const filledTables = tables.filter(({ time }) => time.length > 0);
  if (filledTables.length === 1) return filledTables[0];
  const all = emptyBarTable(filledTables.reduce((rows, { time }) => rows + time.length, 0));
  let filled = 0;
  for (const table of filledTables) {
    for (const column of TABLE_COLUMNS) all[column].set(table[column], filled);
    filled += table.time.length;
  }
  return all;
}

function copyRow(from: BarTable, fromRow: number, to: BarTable, toRow: number): void {
  for (const column of TABLE_COLUMNS) to[column][toRow] = from[column][fromRow];
}

function isSameBar(a: BarTable, rowA: number, b: BarTable, rowB: number): boolean {
  return (
    a.time[rowA] === b.time[rowB] &&
    BAR_COLUMNS.every((column) => a[column][rowA] === b[column][rowB])
  );
}
