import { assert } from '#base';
import type { CrossFold } from './cross-fold.ts';
import { checkLabels, type LabelSpans, purgedTraining } from './label-spans.ts';
import { equalRanges } from './row-range.ts';

/** More folds than anyone can train: a slip in the numbers. */
const MOST_FOLDS = 100_000;

/** The folds and how they make up whole histories, or how many rows would have been needed. */
export type CombinatorialSplit =
  | {
      readonly kind: 'folds';
      readonly folds: readonly CrossFold[];
      /**
       * Histories without a gap, each tested from the first row to the last: `paths[p][g]` is the fold
       * whose test of group g belongs to path p.
       */
      readonly paths: readonly (readonly number[])[];
    }
  | { readonly kind: 'too-few'; readonly needed: number; readonly available: number };

/**
 * Combinatorial purged cross-validation: not one history out of sample but many of them.
 *
 * The rows are cut into N groups in order of time; each choice of k groups is a test, the rest is learned
 * from as far as its labels meet none tested. C(N, k) folds make C(N − 1, k − 1) paths, so a figure such
 * as the Sharpe ratio comes as a distribution.
 *
 * @see López de Prado, Advances in Financial Machine Learning, 2018, ch. 12
 */
export class CombinatorialPurgedSplitter {
  readonly #groups: number;
  readonly #testGroups: number;
  readonly #embargo: number;

  /**
   * @param options.groups - N ≥ 2
   * @param options.testGroups - k, 1 ≤ k < N
   * @param options.embargo - rows left out after each test, beyond those that are purged
   */
  constructor(options: {
    readonly groups: number;
    readonly testGroups: number;
    readonly embargo: number;
  }) {
    const { groups, testGroups, embargo } = options;
    assert(groups >= 2 && testGroups >= 1 && testGroups < groups, 'some groups test, others train');
    assert(embargo >= 0, 'rows left out are counted from 0');
    assert(choices(groups, testGroups) <= MOST_FOLDS, 'the folds can be counted');
    this.#groups = groups;
    this.#testGroups = testGroups;
    this.#embargo = embargo;
  }

  /** @param labels - of all rows, one a row */
  split(labels: LabelSpans): CombinatorialSplit {
    checkLabels(labels);
    const rows = labels.from.length;
    const groups = this.#groups;
    if (rows < groups) return { kind: 'too-few', needed: groups, available: rows };
    const ranges = equalRanges(rows, groups);
    const chosen = subsets(groups, this.#testGroups);
    const folds = chosen.map((members) => {
      const test = members.map((group) => ranges[group]);
      return { train: purgedTraining(labels, test, this.#embargo), test };
    });
    return { kind: 'folds', folds, paths: pathsOf(chosen, groups) };
  }
}

/** Binomial coefficient C(n, k). */
function choices(n: number, k: number): number {
  let count = 1;
  for (let chosen = 1; chosen <= k; chosen++) count = (count * (n - k + chosen)) / chosen;
  return Math.round(count);
}

/** All ways to take `size` of the numbers below `count`, each ascending, in order. */
function subsets(count: number, size: number): number[][] {
  const found: number[][] = [];
  const take = (taken: number[], from: number): void => {
    if (taken.length === size) {
      found.push(taken);
      return;
    }
    for (let next = from; next <= count - size + taken.length; next++) {
      take([...taken, next], next + 1);
    }
  };
  take([], 0);
  return found;
}

/** The p-th fold that tests a group gives path p its part of it. */
function pathsOf(chosen: readonly (readonly number[])[], groups: number): number[][] {
  const foldsOfGroup = Array.from({ length: groups }, (_, group) =>
    chosen.flatMap((members, fold) => (members.includes(group) ? [fold] : [])),
  );
  return foldsOfGroup[0].map((_, path) => foldsOfGroup.map((folds) => folds[path]));
}
