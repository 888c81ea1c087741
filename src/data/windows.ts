import { assert } from '#base';

type Numbers = Float64Array | Float32Array;

/** Rows of numbers one after another: value of row r, column c at r · columns + c. */
export interface Matrix<Values extends Numbers = Float64Array> {
  readonly values: Values;
  readonly columns: number;
}

/** One sample: `x` [seqLen, features] row-major, oldest row first, and `y` [targets] after its last row. */
export interface Sample<Values extends Numbers> {
  readonly x: Values;
  readonly y: Values;
}

/**
 * Sliding windows over rows [from, to) of a feature matrix, as views without a copy.
 *
 * Sample i ends on row from + seqLen − 1 + i, and its target is that row of the target matrix: what
 * followed that row's close. No window reaches before `from`.
 */
export class TimeSeriesDataset<Values extends Numbers = Float64Array> {
  /** Samples; 0 when the rows do not fill one window. */
  readonly length: number;
  readonly seqLen: number;
  readonly #features: Matrix<Values>;
  readonly #targets: Matrix<Values>;
  readonly #from: number;

  constructor(options: {
    readonly features: Matrix<Values>;
    readonly targets: Matrix<Values>;
    readonly seqLen: number;
    readonly from?: number;
    readonly to?: number;
  }) {
    const { features, targets, seqLen, from = 0, to = rowsOf(features) } = options;
    assert(seqLen >= 1, 'a window holds at least one row');
    assert(rowsOf(features) === rowsOf(targets), 'every row of features has a row of targets');
    assert(0 <= from && from <= to && to <= rowsOf(features), 'the span lies in the matrix');
    this.length = Math.max(0, to - from - seqLen + 1);
    this.seqLen = seqLen;
    this.#features = features;
    this.#targets = targets;
    this.#from = from;
  }

  get(index: number): Sample<Values> {
    assert(index >= 0 && index < this.length, 'the sample exists');
    const row = this.lastRow(index);
    const { values, columns } = this.#targets;
    return {
      x: inferenceWindow(this.#features, this.seqLen, row),
      y: view(values, row * columns, (row + 1) * columns),
    };
  }

  /** Row of the feature matrix on which a sample ends, the newest it knows. */
  lastRow(index: number): number {
    return this.#from + this.seqLen - 1 + index;
  }
}

/** The `seqLen` rows that end on `row`, [seqLen, features], a view; it needs no target. */
export function inferenceWindow<Values extends Numbers>(
  { values, columns }: Matrix<Values>,
  seqLen: number,
  row: number,
): Values {
  assert(
    row >= seqLen - 1 && (row + 1) * columns <= values.length,
    'the window lies in the matrix',
  );
  return view(values, (row + 1 - seqLen) * columns, (row + 1) * columns);
}

function rowsOf({ values, columns }: Matrix<Numbers>): number {
  assert(columns >= 1 && values.length % columns === 0, 'a matrix is whole rows');
  return values.length / columns;
}

function view<Values extends Numbers>(values: Values, from: number, to: number): Values {
  return values.subarray(from, to) as Values;
}
