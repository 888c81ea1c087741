/** A column ready for detection, and how much of it is guesswork. */
export interface StandardisedColumn {
  readonly values: Float64Array;
  /** Values that were missing and lie on a line between their neighbours. */
  readonly filled: number;
}

/**
 * A column without gaps, of mean 0 and sample deviation 1 over what was not missing; 0 where nothing
 * varies.
 *
 * @param column - NaN where a value is missing
 */
export function standardisedColumn(column: Float64Array): StandardisedColumn {
  const present = column.filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (present.length - 1));
  const scale = deviation > 0 ? 1 / deviation : 0;
  const values = bridged(column).map((value) => (value - mean) * scale);
  return { values, filled: column.length - present.length };
}

/** Gaps as straight lines between what is beside them; at the ends the nearest value goes on. */
function bridged(column: Float64Array): Float64Array {
  const known = [...column.keys()].filter((at) => !Number.isNaN(column[at]));
  return column.map((value, at) => {
    if (!Number.isNaN(value)) return value;
    const right = known.find((index) => index > at) ?? known[known.length - 1];
    const left = known.findLast((index) => index < at) ?? right;
    if (left === right || right < at) return column[left];
    return column[left] + ((column[right] - column[left]) * (at - left)) / (right - left);
  });
}
