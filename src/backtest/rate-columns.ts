import type { Series } from '#base';
import type { Market } from '#data';
import { type Currencies, rateOf } from '#portfolio';

/**
 * Rates of foreign currencies at each time, from the last close known by then.
 *
 * @param times - [t], ascending
 * @returns account currency for one of each [foreign × t]; NaN before the first close
 */
export function rateColumns(
  { assets }: Market,
  times: Float64Array,
  { sources }: Currencies,
): readonly Series[] {
  return sources.map((source) => {
    const { time, close } = assets[source.asset].bars;
    let row = 0;
    return times.map((now) => {
      while (row < time.length && time[row] <= now) row++;
      return row === 0 ? Number.NaN : rateOf({ ...source, asset: 0 }, [close[row - 1]]);
    });
  });
}
