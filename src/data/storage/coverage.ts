/** Stamps in [from, to), UTC epoch ms. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The same stamps as few ascending ranges: overlapping and touching ones joined, empty ones gone. */
export function joined(ranges: readonly TimeRange[]): TimeRange[] {
  const result: TimeRange[] = [];
  const ordered = ranges.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from);
  for (const range of ordered) {
    const last = result.at(-1);
    if (last !== undefined && range.from <= last.to) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      result.push({ from: range.from, to: range.to });
    }
  }
  return result;
}

/** What of a wanted range no range covers, ascending. */
export function missing(wanted: TimeRange, covered: readonly TimeRange[]): TimeRange[] {
  const holes: TimeRange[] = [];
  let from = wanted.from;
  for (const range of joined(covered)) {
    if (range.from >= wanted.to) break;
    if (range.from > from) holes.push({ from, to: range.from });
    from = Math.max(from, range.to);
  }
  if (from < wanted.to) holes.push({ from, to: wanted.to });
  return holes;
}

/** The parts of ranges that lie in a range, ascending and joined. */
export function within(ranges: readonly TimeRange[], { from, to }: TimeRange): TimeRange[] {
  return joined(
    ranges.map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) })),
  );
}

/** What ranges cover and others do not, ascending. */
export function without(ranges: readonly TimeRange[], others: readonly TimeRange[]): TimeRange[] {
  return joined(ranges).flatMap((range) => missing(range, others));
}
