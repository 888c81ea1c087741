import {
  BAR_COLUMNS,
  type BarTable,
  emptyBarTable,
  firstRowAtOrAfter,
  sliceBars,
  TABLE_COLUMNS,
} from '#base';

/**
 * Two ascending tables as one; where both have a bar, the newer table's stands.
 *
 * @returns the bars, and how many of the older ones had other values than their revision
 */
export function mergeBars(
  older: BarTable,
  newer: BarTable,
): { readonly bars: BarTable; readonly revised: number } {
  if (newer.time.length === 0) return { bars: older, revised: 0 };
  const from = firstRowAtOrAfter(older.time, newer.time[0]);
  const to = firstRowAtOrAfter(older.time, newer.time[newer.time.length - 1] + 1);
  const { bars, revised } = interleave(sliceBars(older, from, to), newer);
  return { bars: concatenate([sliceBars(older, 0, from), bars, sliceBars(older, to)]), revised };
}

function interleave(older: BarTable, newer: BarTable): { bars: BarTable; revised: number } {
  if (older.time.length === 0) return { bars: newer, revised: 0 };
  const merged = emptyBarTable(older.time.length + newer.time.length);
  let [rows, fromOlder, revised] = [0, 0, 0];
  for (let fromNewer = 0; fromNewer < newer.time.length; fromNewer++) {
    const time = newer.time[fromNewer];
    while (older.time[fromOlder] < time) copyRow(older, fromOlder++, merged, rows++);
    if (older.time[fromOlder] === time) {
      if (differ(older, fromOlder++, newer, fromNewer)) revised++;
    }
    copyRow(newer, fromNewer, merged, rows++);
  }
  return { bars: sliceBars(merged, 0, rows), revised };
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

function differ(a: BarTable, rowA: number, b: BarTable, rowB: number): boolean {
  return BAR_COLUMNS.some((column) => a[column][rowA] !== b[column][rowB]);
}
