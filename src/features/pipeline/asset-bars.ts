import type { BarTable } from '#base';

/** One asset's history, to be made features of. */
export interface AssetBars {
  readonly symbol: string;
  /** Adjusted prices. */
  readonly adjusted: BarTable;
}
