import type { BarRow } from '../../bar-row.ts';

/**
 * An amount of price as a share of the bar's range.
 *
 * amount / (h − l)
 *
 * @param amount - price units
 * @returns 0 where the bar has no range
 */
export function shareOfRange(amount: number, { high, low }: BarRow): number {
  const range = high - low;
  return range > 0 ? amount / range : 0;
}

/** What part of its range the bar kept, (c − o) / (h − l): −1…1, 0 without a range. */
export function bodyShare(bar: BarRow): number {
  return shareOfRange(bar.close - bar.open, bar);
}
