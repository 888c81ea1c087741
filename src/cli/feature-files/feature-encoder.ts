import type { FeatureBlock } from './feature-rows.ts';

/** What a file of features holds, apart from its rows. */
export interface FeatureFileShape {
  /** Names of its features. */
  readonly names: readonly string[];
  /** Of the assets; with one alone there is no column of symbols. */
  readonly symbols: readonly string[];
  /** Whether values may be missing. */
  readonly hasGaps: boolean;
}

/** Makes a file piece by piece. */
export interface FeatureEncoder {
  /** The piece that holds a block. */
  encode(block: FeatureBlock): Uint8Array;
  /** The last piece. */
  end(): Uint8Array;
}
