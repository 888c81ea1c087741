/** An executed order or part of one, as broker and book both see it. */
export interface Fill {
  readonly orderId: string;
  readonly time: number;
  readonly asset: number;
  /** Signed units: + bought, − sold. */
  readonly quantity: number;
  /** Paid or received a unit, slippage included, in the currency of the asset's prices. */
  readonly price: number;
  /** Account currency, ≥ 0. */
  readonly fee: number;
  /** What the price cost beyond the reference price, account currency. */
  readonly slippageCost: number;
  /** Parts of it, where they can be told apart: half the spread, and what the size of the trade moved. */
  readonly spreadCost?: number;
  readonly impactCost?: number;
  /** Account currency for one of that of the prices; absent where it is 1, as in the account's. */
  readonly rate?: number;
  /** Paid to exchange what was paid or received, account currency; absent where it is 0. */
  readonly exchangeCost?: number;
  /** Why the order was made. */
  readonly reason: string;
}
