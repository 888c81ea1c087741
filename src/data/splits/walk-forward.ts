import { assert } from '#base';
import { equalRanges, type RowRange } from './row-range.ts';

/** Rows to learn from and the later rows to be judged on. */
export interface Fold {
  readonly train: RowRange;
  readonly test: RowRange;
}

/** The folds, or how many rows would have been needed. */
export type WalkForwardSplit =
  | { readonly kind: 'folds'; readonly folds: readonly Fold[] }
  | { readonly kind: 'too-few'; readonly needed: number; readonly available: number };

export interface WalkForwardOptions {
  /** Test spans, ≥ 1. */
  readonly folds: number;
  /** Rows of the first training span; of every one when rolling. */
  readonly minTrain: number;
  /** Bars ahead that a row's label reaches. */
  readonly horizon: number;
  /** Rows left out between training and test; taken as `horizon` when less. */
  readonly purge: number;
  /** Further rows left out there, against what lingers in markets longer than a label. */
  readonly embargo: number;
  /** Training from the first row on, or on the newest `minTrain` rows only. */
  readonly window: 'expanding' | 'rolling';
}

/**
 * Walk-forward validation: each fold learns from the past and is judged on what follows.
 *
 * The label of row i is known at i + horizon, so training ends max(purge, horizon) + embargo rows
 * before its test begins, and no training label reaches into a test. Test spans follow one another
 * without overlap from minTrain + gap to the last row; their lengths differ by one row at most.
 *
 * @see López de Prado, Advances in Financial Machine Learning, 2018, ch. 7 (purging, embargo)
 */
export class WalkForwardSplitter {
  readonly #options: WalkForwardOptions;
  /** Rows between the end of training and the start of its test. */
  readonly gap: number;

  constructor(options: WalkForwardOptions) {
    assert(options.folds >= 1 && options.minTrain >= 1, 'a split has a fold and a row to train on');
    assert(
      options.horizon >= 0 && options.purge >= 0 && options.embargo >= 0,
      'rows left out are counted from 0',
    );
    this.#options = options;
    this.gap = Math.max(options.purge, options.horizon) + options.embargo;
  }

  /**
   * @param total - rows with a label
   * @param features - values in a row; training needs more rows than these, 0 to not ask for it
   */
  split(total: number, features = 0): WalkForwardSplit {
    const { folds, window } = this.#options;
    const minTrain = Math.max(this.#options.minTrain, features + 1);
    const firstTest = minTrain + this.gap;
    const needed = firstTest + folds;
    if (!(total >= needed)) return { kind: 'too-few', needed, available: total };
    return {
      kind: 'folds',
      folds: equalRanges(total - firstTest, folds).map((range) => {
        const test = { from: firstTest + range.from, to: firstTest + range.to };
        const trainTo = test.from - this.gap;
        const train = { from: window === 'rolling' ? trainTo - minTrain : 0, to: trainTo };
        return { train, test };
      }),
    };
  }
}
