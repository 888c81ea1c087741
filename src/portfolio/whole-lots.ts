/** Relative rounding error of a quotient: 0.3 / 0.1 is three lots, not two. */
const ROUNDING = 1e-12;

/**
 * Largest whole multiple of the lot within `units`.
 *
 * ⌊units / lotSize⌋ · lotSize, where a quotient that misses a whole number by rounding only is one
 *
 * @param units - ≥ 0
 * @param lotSize - units; 0 is any quantity
 */
export function wholeLots(units: number, lotSize: number): number {
  return lotSize > 0 ? Math.floor((units / lotSize) * (1 + ROUNDING)) * lotSize : units;
}
