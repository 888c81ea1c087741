import type { BarRow } from '../../bar-row.ts';
import { shareOfRange } from './share-of-range.ts';

/**
 * Where the close stands in its bar: −1 at the low, 1 at the high, 0 in the middle and where the bar
 * has no range.
 *
 * ((c − l) − (h − c)) / (h − l)
 *
 * @see M. Chaikin's accumulation/distribution line; written as TA-Lib writes it
 */
export function closeLocation(bar: BarRow): number {
  const { high, low, close } = bar;
  return shareOfRange(close - low - (high - close), bar);
}
