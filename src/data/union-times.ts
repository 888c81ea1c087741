/** All stamps of several ascending time columns, each once, ascending: the clock of a market. */
export function unionTimes(columns: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = columns;
  if (columns.every((column) => equal(column, first))) return first;
  const all = new Float64Array(columns.reduce((rows, column) => rows + column.length, 0));
  let filled = 0;
  for (const column of columns) {
    all.set(column, filled);
    filled += column.length;
  }
  all.sort();
  let distinct = 0;
  for (let row = 0; row < all.length; row++) {
    if (row === 0 || all[row] !== all[distinct - 1]) all[distinct++] = all[row];
  }
  return all.slice(0, distinct);
}

function equal(a: Float64Array, b: Float64Array): boolean {
  if (a === b || a.length !== b.length) return a === b;
  let row = 0;
  while (row < a.length && a[row] === b[row]) row++;
  return row === a.length;
}
