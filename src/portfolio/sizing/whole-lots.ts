/** Relative rounding error of a quotient: 0.3 / 0.1 is three lots, not two. */
const ROUNDING = 1e-12;

/** Steps down that undo the rounding of a product and two quotients. */
const STEPS = 5;

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
 * The largest part of `units` whose value is within `limit`, to the last bit.
 *
 * @param units - > 0, whole lots
 * @param price - > 0, account currency a unit
 * @param limit - ≥ 0, largest units · price, account currency
 * @returns whole lots; 0 where not one fits, or where the numbers are too large to be counted
 */
export function unitsWithin(units: number, price: number, limit: number, lotSize: number): number {
  if (units * price <= limit && Number.isFinite(limit)) return units;
  const lots = Math.floor(limit / price / lotSize);
  let within = Math.min(units, lotSize > 0 ? lots * lotSize : limit / price);
  for (let step = 1; step < STEPS && !(within * price <= limit); step++) {
    within = lotSize > 0 ? Math.max(0, lots - step) * lotSize : within * (1 - Number.EPSILON);
  }
  return Number.isFinite(limit) && within * price <= limit ? within : 0;
}
