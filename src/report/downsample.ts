/** Most points one line is drawn with; more than a screen has columns. */
export const MOST_POINTS = 5000;

/**
 * Rows that keep the look of a line: the lowest and the highest of equal stretches, in order.
 *
 * Every extreme of the whole series survives, so no drawdown looks shallower than it was; the first and
 * last rows are always kept.
 *
 * @param values - [t]
 * @param mostPoints - ≥ 4
 * @returns rows, ascending; all of them when they are few enough. Rows that are NaN are kept only then.
 */
export function extremeRows(values: ArrayLike<number>, mostPoints: number = MOST_POINTS): number[] {
  const length = values.length;
  if (length <= mostPoints) return Array.from({ length }, (_, row) => row);
  const stretches = Math.floor((mostPoints - 2) / 2);
  const rows = [0];
  const keep = (row: number) => {
    if (row > rows[rows.length - 1]) rows.push(row);
  };
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * length) / stretches);
    const to = Math.floor(((stretch + 1) * length) / stretches);
    let low = -1;
    let high = -1;
    for (let row = from; row < to; row++) {
      if (Number.isNaN(values[row])) continue;
      if (low < 0 || values[row] < values[low]) low = row;
      if (high < 0 || values[row] > values[high]) high = row;
    }
    if (low < 0) continue;
    keep(Math.min(low, high));
    keep(Math.max(low, high));
  }
  keep(length - 1);
  return rows;
}

/** The rows' entries of a column. */
export function pick(values: ArrayLike<number>, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
