/** What the account has of one asset. */
export interface Holding {
  /** Held, after all that filled up to the slice's bar, signed. */
  readonly units: number;
  /** What waits to fill for a wish, signed; stops and targets that wait for their price are not in it. */
  readonly waitingUnits: number;
  /** Average price of what is held, in the currency of the asset; NaN where nothing is. */
  readonly entryPrice: number;
}

/** What the account has as a strategy decides: nothing of it is known any later than its broker tells. */
export interface Holdings {
  of(asset: number): Holding;
}

const NOTHING: Holding = Object.freeze({ units: 0, waitingUnits: 0, entryPrice: Number.NaN });

/** The account before it trades. */
export const NOTHING_HELD: Holdings = Object.freeze({ of: () => NOTHING });
