/**
 * The longest selection of times that ascends strictly: what stays when the fewest are left out.
 *
 * One stamp of the year 2102 among those of 2012 so costs one bar, not all that follow it.
 *
 * @returns a 1 for each time that stays, else 0
 * @see M. L. Fredman, On computing the length of longest increasing subsequences (1975)
 */
export function longestAscent(times: Float64Array): Uint8Array {
  const stays = new Uint8Array(times.length);
  /** Where the best ascent of each length so far ends, and what stands before each time in its own. */
  const ends = new Int32Array(times.length);
  const before = new Int32Array(times.length);
  let longest = 0;
  for (let at = 0; at < times.length; at++) {
    const length = firstEndNotBelow(times, ends, longest, times[at]);
    before[at] = length === 0 ? -1 : ends[length - 1];
    ends[length] = at;
    if (length === longest) longest++;
  }
  for (let at = longest === 0 ? -1 : ends[longest - 1]; at >= 0; at = before[at]) stays[at] = 1;
  return stays;
}

function firstEndNotBelow(
  times: Float64Array,
  ends: Int32Array,
  count: number,
  time: number,
): number {
  if (count === 0 || times[ends[count - 1]] < time) return count;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[ends[middle]] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 1 when no time lies before the one above it, −1 when none lies after it, else 0; of equal times 1. */
export function direction(times: Float64Array): -1 | 0 | 1 {
  let rises = 0;
  let falls = 0;
  for (let at = 1; at < times.length; at++) {
    if (times[at] > times[at - 1]) rises++;
    else if (times[at] < times[at - 1]) falls++;
  }
  if (falls === 0) return 1;
  return rises === 0 ? -1 : 0;
}

/**
 * Where each time stands in ascending order, equal ones as they stood: a merge of the runs that ascend
 * already, so that files put together in the wrong order cost no more than being read.
 */
export function ascendingOrder(times: Float64Array): Uint32Array {
  let from = new Uint32Array(times.length);
  for (let at = 0; at < from.length; at++) from[at] = at;
  let to = new Uint32Array(times.length);
  let starts = [0];
  for (let at = 1; at < times.length; at++) if (times[at] < times[at - 1]) starts.push(at);
  while (starts.length > 1) {
    const merged: number[] = [];
    for (let run = 0; run < starts.length; run += 2) {
      const middle = starts[run + 1] ?? times.length;
      const end = starts[run + 2] ?? times.length;
      mergeRuns(times, from, to, { start: starts[run], middle, end });
      merged.push(starts[run]);
    }
    starts = merged;
    [from, to] = [to, from];
  }
  return from;
}

function mergeRuns(
  times: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  { start, middle, end }: { readonly start: number; readonly middle: number; readonly end: number },
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takesLeft = left < middle && (right >= end || times[from[left]] <= times[from[right]]);
    to[at] = takesLeft ? from[left++] : from[right++];
  }
}
