/** Most points one chart's lines are drawn through; more than a screen has columns. */
export const MOST_POINTS = 6000;

/**
 * Rows that keep the look of lines: the lowest and the highest of each in equal stretches, in order.
 *
 * Every extreme of the whole series survives, so no drawdown looks shallower than it was; the first and
 * last rows are always kept.
 *
 * @param columns - [lines][t], of equal length
 * @param mostPoints - ≥ 2 + 2 · lines
 * @returns rows, ascending; all of them when they are few enough. Rows that are NaN are kept only then.
 */
export function extremeRows(
  columns: readonly ArrayLike<number>[],
  mostPoints: number = MOST_POINTS,
): number[] {
  const length = columns[0].length;
  if (length <= mostPoints) return Array.from({ length }, (_, row) => row);
  const stretches = Math.floor((mostPoints - 2) / (2 * columns.length));
  const rows = new Set([0]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * length) / stretches);
    const to = Math.floor(((stretch + 1) * length) / stretches);
    const kept = columns.flatMap((values) => extremesOf(values, from, to));
    for (const row of kept.toSorted((a, b) => a - b)) rows.add(row);
  }
  rows.add(length - 1);
  return [...rows];
}

/** Rows of the lowest and the highest value in [from, to); none where no value is known. */
function extremesOf(values: ArrayLike<number>, from: number, to: number): number[] {
  let low = -1;
  let high = -1;
  for (let row = from; row < to; row++) {
    if (Number.isNaN(values[row])) continue;
    if (low < 0 || values[row] < values[low]) low = row;
    if (high < 0 || values[row] > values[high]) high = row;
  }
  return low < 0 ? [] : [low, high];
}

/** The rows' entries of a column. */
export function pick(values: ArrayLike<number>, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
