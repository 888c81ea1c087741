/**
 * What TA-Lib takes for zero, whatever the unit: a quotient whose denominator is smaller has no value.
 *
 * Levels follow it, so that they equal TA-Lib's on prices that stand still; features, which must not
 * depend on the unit of the price, ask for exactly 0.
 */
export const TALIB_ZERO = 1e-14;
