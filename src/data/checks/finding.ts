/** Something in the bars that deserves a look; the bars stay in use. */
export type FindingCode =
  | 'gap'
  | 'too-close'
  | 'off-midnight'
  | 'outlier'
  | 'split-suspected'
  | 'split-already-applied'
  | 'stale'
  | 'zero-volume'
  | 'no-volume';

export interface Finding {
  readonly code: FindingCode;
  /** Stamp of the first bar concerned. */
  readonly time: number;
  /** What was seen, with the numbers. */
  readonly detail: string;
}
