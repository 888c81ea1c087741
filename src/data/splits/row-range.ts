/** Rows [from, to). */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** `total` rows cut into `parts` ranges that follow one another; their lengths differ by one at most. */
export function equalRanges(total: number, parts: number): RowRange[] {
  const boundary = (part: number) => Math.floor((total * part) / parts);
  return Array.from({ length: parts }, (_, part) => ({
    from: boundary(part),
    to: boundary(part + 1),
  }));
}

/** The rows that are marked with anything but 0, as few ascending ranges. */
export function rangesOf(marked: Uint8Array): RowRange[] {
  const ranges: RowRange[] = [];
  for (let row = 0; row < marked.length; ) {
    if (marked[row] === 0) {
      row++;
      continue;
    }
    const from = row;
    while (row < marked.length && marked[row] !== 0) row++;
    ranges.push({ from, to: row });
  }
  return ranges;
}
