import { assert } from '#base';
import { type RowRange, rangesOf } from './row-range.ts';

/**
 * What each row's label is made of: the first and the last instant, both included.
 *
 * In rows or in UTC epoch ms, as long as it is one of them. `from` ascends; `to` need not, because a
 * label may end when a barrier is hit.
 */
export interface LabelSpans {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Labels that are all known `horizon` rows later: row i's is made of rows i to i + horizon. */
export function horizonLabels(rows: number, horizon: number): LabelSpans {
  assert(horizon >= 0, 'a label ends after it begins');
  const from = Float64Array.from({ length: rows }, (_, row) => row);
  return { from, to: from.map((row) => row + horizon) };
}

/**
 * Rows that may be learned from when some ranges are kept for tests.
 *
 * A row goes when it is tested, when its label meets what the labels of a tested range are made of, from
 * its first instant to its last, and when it is one of the `embargo` rows that follow those: what
 * happened in the test lingers there in returns that still answer to it.
 *
 * @see López de Prado, Advances in Financial Machine Learning, 2018, ch. 7 (purging, embargo)
 */
export function purgedTraining(
  labels: LabelSpans,
  tests: readonly RowRange[],
  embargo: number,
): readonly RowRange[] {
  const { from, to } = labels;
  const kept = new Uint8Array(from.length).fill(1);
  for (const test of tests) {
    const begin = from[test.from];
    let end = Number.NEGATIVE_INFINITY;
    for (let row = test.from; row < test.to; row++) end = Math.max(end, to[row]);
    for (let row = 0; row < test.from; row++) if (!(to[row] < begin)) kept[row] = 0;
    kept.fill(0, test.from, test.to);
    let after = test.to;
    while (after < from.length && !(from[after] > end)) after++;
    kept.fill(0, test.to, after + embargo);
  }
  return rangesOf(kept);
}

/** @throws when spans are no labels: a bug of whoever made them */
export function checkLabels({ from, to }: LabelSpans): void {
  assert(from.length === to.length, 'every label begins and ends');
  for (let row = 0; row < from.length; row++) {
    assert(from[row] <= to[row], 'a label ends after it begins');
    assert(row === 0 || from[row - 1] <= from[row], 'labels begin in order');
  }
}
