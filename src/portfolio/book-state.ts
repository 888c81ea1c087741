import type { ForeignCashState } from './foreign-cash.ts';

export interface BookState {
  /** Of the account's currency. */
  readonly cash: number;
  readonly quantity: readonly number[];
  readonly averagePrice: readonly number[];
  readonly entryTime: readonly (number | null)[];
  readonly entryFees: readonly number[];
  readonly lastPrice: readonly (number | null)[];
  readonly feesPaid: number;
  readonly slippagePaid: number;
  /** Absent in states from before they were kept, as is all that follows. */
  readonly realisedPnl?: readonly number[];
  readonly fees?: readonly number[];
  readonly dividends?: readonly number[];
  readonly borrowFees?: readonly number[];
  readonly interest?: number;
  readonly accruedAt?: number | null;
  /** Absent where all prices are in the account's currency. */
  readonly foreign?: ForeignCashState & {
    /** Account currency [assets]. */
    readonly averageCost: readonly number[];
    readonly exchangeCosts: number;
    readonly exchangeGains: number;
  };
}
