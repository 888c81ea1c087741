import type { Earnings } from './signal-earnings.ts';

/** What sizing looks at besides the settings. */
export interface SizingInputs {
  /** Wanted share of a full position, −1…1. */
  readonly targetPosition: number;
  /** Account equity, account currency. */
  readonly equity: number;
  /** Price a unit, account currency. */
  readonly price: number;
  /** Volatility a bar, fraction; NaN when not known. */
  readonly volatility: number;
  /** Account currency a unit; NaN when not known. */
  readonly averageTrueRange: number;
  /** What the asset's signals earned; null when no record is kept. */
  readonly earnings: Earnings | null;
  /** Share of equity that was chosen beside those of the other assets; absent where none was. */
  readonly weight?: number | undefined;
  /** Assets that share the account. */
  readonly assets: number;
  readonly barsPerYear: number;
}

/** Signed units, and why they are 0 where some were asked for. */
export interface Sizing {
  readonly quantity: number;
  readonly reason: string | null;
}

/** Share of equity of a full position before any cap, or why there is none. */
export type Share = { readonly fraction: number } | { readonly reason: string };
