/** A price that misses a whole number of ticks by rounding only is one. */
const ROUNDING = 1e-12;

/**
 * Nearest price in whole ticks that is no worse for who trades there: sales rounded up, purchases down.
 *
 * @param price - > 0, account currency a unit
 * @param tickSize - account currency; 0 is any price
 * @param quantity - signed units; only the sign matters
 * @returns 0 where a purchase is below one tick
 */
export function wholeTicks(price: number, tickSize: number, quantity: number): number {
  if (!(tickSize > 0)) return price;
  const ticks = price / tickSize;
  const whole =
    quantity < 0 ? Math.ceil(ticks * (1 - ROUNDING)) : Math.floor(ticks * (1 + ROUNDING));
  return whole * tickSize;
}
