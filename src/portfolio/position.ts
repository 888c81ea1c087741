/** What an account holds of one asset, and what that has brought so far, account currency. */
export interface Position {
  /** Signed units. */
  readonly quantity: number;
  /** Average entry price a unit; 0 while flat. */
  readonly averagePrice: number;
  /** UTC epoch ms, when it was last flat; NaN while flat. */
  readonly entryTime: number;
  /** quantity · last price. */
  readonly value: number;
  /** quantity · (last price − average price). */
  readonly unrealisedPnl: number;
  /** Σ closed quantity · (exit price − average price), before fees. */
  readonly realisedPnl: number;
  readonly fees: number;
  /** Received while long less paid while short. */
  readonly dividends: number;
  /** Paid to borrow what was sold short. */
  readonly borrowFees: number;
}

/** Average price of what was held and what is added to it. */
export function averaged(before: number, held: number, now: number, added: number): number {
  return held === 0 ? now : (before * held + now * added) / (held + added);
}
