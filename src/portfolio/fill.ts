/** An executed order or part of one, as broker and book both see it. */
export interface Fill {
  readonly orderId: string;
  readonly time: number;
  readonly asset: number;
  /** Signed units: + bought, − sold. */
  readonly quantity: number;
  /** Paid or received a unit, slippage included. */
  readonly price: number;
  /** Account currency, ≥ 0. */
  readonly fee: number;
  /** What the price cost beyond the reference price, account currency. */
  readonly slippageCost: number;
  /** Parts of it, where they can be told apart: half the spread, and what the size of the trade moved. */
  readonly spreadCost?: number;
  readonly impactCost?: number;
  /** Why the order was made. */
  readonly reason: string;
}
