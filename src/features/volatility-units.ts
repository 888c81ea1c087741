import type { BarRow } from './bar-row.ts';

/** Below this volatility a bar prices have stood still for so long that differences are rounding. */
const STANDSTILL = 1e-10;

/**
 * An amount of price in units of the volatility a bar.
 *
 * amount / (c_t · σ_t)
 *
 * @param amount - price units
 * @returns 0 while nothing has moved; NaN for a NaN
 */
export function inVolatilityUnits(amount: number, bar: BarRow): number {
  if (Number.isNaN(amount)) return Number.NaN;
  return bar.volatility > STANDSTILL ? amount / (bar.close * bar.volatility) : 0;
}
