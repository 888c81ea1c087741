import type { RowRange } from './row-range.ts';

/** Rows to learn from, before and after the rows to be judged on. */
export interface CrossFold {
  readonly train: readonly RowRange[];
  readonly test: readonly RowRange[];
}

/** The folds, or how many rows would have been needed. */
export type CrossSplit =
  | { readonly kind: 'folds'; readonly folds: readonly CrossFold[] }
  | { readonly kind: 'too-few'; readonly needed: number; readonly available: number };
