/** Part of a position that a fill closed. */
export interface ClosedTrade {
  readonly asset: number;
  /** Signed units that were closed: + a long, − a short. */
  readonly quantity: number;
  readonly entryTime: number;
  /** In the currency of the asset's prices, as is the exit's. */
  readonly entryPrice: number;
  /** The entry's price a unit as the result counts it, account currency. */
  readonly unitCost: number;
  readonly exitTime: number;
  readonly exitPrice: number;
  /** Share of the entry's fees and exchange costs plus the exit's, account currency. */
  readonly fees: number;
  /** Account currency. */
  readonly netPnl: number;
  readonly exitReason: string;
}
