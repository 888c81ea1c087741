/** Where the sessions of an asset begin and end among its bars. */
export interface Sessions {
  /** Whether a session opens with the asset's bar stamped `time`. */
  opensWith(asset: number, time: number): boolean;
  /** Whether a session closes with it. */
  closesWith(asset: number, time: number): boolean;
}

/** Bars of a day or longer: each has an open and a close of the market. */
export const WHOLE_SESSIONS: Sessions = { opensWith: () => true, closesWith: () => true };
