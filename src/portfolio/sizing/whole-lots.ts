/** Relative rounding error of a quotient: 0.3 / 0.1 is three lots, not two. */
const ROUNDING = 1e-12;

/** Largest number of lots that is still counted one by one. */
const MOST_LOTS = 2 ** 52;

/** Steps down that undo the rounding of a product and two quotients. */
const STEPS = 4;

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

/**
 * `units` made the least bit smaller, where rounding alone puts their value above `limit`.
 *
 * @param units - > 0, whole lots
 * @param price - > 0, account currency a unit
 * @param limit - ≥ 0, largest units · price, account currency
 * @returns whole lots with units · price ≤ limit; 0 where so few steps don't reach any, or where the
 * numbers are too large or too small to be counted
 */
export function unitsWithin(units: number, price: number, limit: number, lotSize: number): number {
  if (!Number.isFinite(limit) || !(units / lotSize <= MOST_LOTS || lotSize === 0)) return 0;
  let within = units;
  for (let step = 0; step < STEPS && !(within * price <= limit); step++) {
    within =
      lotSize > 0
        ? Math.max(0, Math.round(within / lotSize) - 1) * lotSize
        : within * (1 - Number.EPSILON);
  }
  return within * price <= limit ? within : 0;
}
