import { assert } from '#base';
import type { CrossSplit } from './cross-fold.ts';
import { checkLabels, type LabelSpans, purgedTraining } from './label-spans.ts';
import { equalRanges } from './row-range.ts';

/**
 * k-fold cross-validation for labels that overlap: every row is tested once, and learned from in the
 * folds in which its label meets none that is tested.
 *
 * The folds follow one another in time and are not shuffled. Learning from what came after a test tells
 * how well a method does on such data, not what trading would have earned: that is walk-forward's.
 *
 * @see López de Prado, Advances in Financial Machine Learning, 2018, ch. 7.4
 */
export class PurgedKFoldSplitter {
  readonly #folds: number;
  readonly #embargo: number;

  /**
   * @param options.folds - k ≥ 2
   * @param options.embargo - rows left out after each test, beyond those that are purged
   */
  constructor({ folds, embargo }: { readonly folds: number; readonly embargo: number }) {
    assert(folds >= 2, 'cross-validation has two folds at least');
    assert(embargo >= 0, 'rows left out are counted from 0');
    this.#folds = folds;
    this.#embargo = embargo;
  }

  /** @param labels - of all rows, one a row */
  split(labels: LabelSpans): CrossSplit {
    checkLabels(labels);
    const rows = labels.from.length;
    const folds = this.#folds;
    if (rows < folds) return { kind: 'too-few', needed: folds, available: rows };
    return {
      kind: 'folds',
      folds: equalRanges(rows, folds).map((test) => ({
        train: purgedTraining(labels, [test], this.#embargo),
        test: [test],
      })),
    };
  }
}
