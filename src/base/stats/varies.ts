import type { Series } from '../series.ts';
import { mean, standardDeviation } from './moments.ts';

/** A spread this small beside the mean is rounding, not risk. */
const ROUNDING = 1e-12;

/** And so is this one: a return is made of two values, and carries the rounding of both whatever its size. */
const RETURN_ROUNDING = 1e-15;

/**
 * Whether returns vary by more than their rounding, s > max(10⁻¹² · |x̄|, 10⁻¹⁵).
 *
 * @param returns - [n], fractions
 * @returns false when n < 2 or one is not finite
 */
export function varies(returns: Series): boolean {
  const spread = standardDeviation(returns);
  return spread > Math.max(ROUNDING * Math.abs(mean(returns)), RETURN_ROUNDING);
}
