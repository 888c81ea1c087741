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
  /** What slippage cost against the reference price, account currency. */
  readonly slippageCost: number;
  /** Why the order was made. */
  readonly reason: string;
}
