/**
 * One asset among those that have a bar at the same time and a known volatility.
 *
 * Returns are standardised: ln(c_t / c_{t−1}) / σ_t. One row is refilled time after time.
 */
export interface PeerRow {
  /** Mean standardised return of the others; NaN without others. */
  readonly market: number;
  /** Population standard deviation of the standardised returns of all; NaN without others. */
  readonly dispersion: number;
  /** Place of its momentum among all, −½ the weakest, ½ the strongest, ties at their mean; NaN without others. */
  readonly rank: number;
  /** Its momentum less the mean of the others'; NaN without others. */
  readonly lead: number;
}

/** What an asset alone in its market sees. */
export const NO_PEERS: PeerRow = {
  market: Number.NaN,
  dispersion: Number.NaN,
  rank: Number.NaN,
  lead: Number.NaN,
};
