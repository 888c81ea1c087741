import type { Interval } from '#base';
import type { MarketHours } from './sessions/market-hours.ts';

/** When each of an asset's bars opened and closed, UTC epoch ms. */
export interface BarInstants {
  readonly opens: Float64Array;
  readonly closes: Float64Array;
}

/** @param time - stamps of the bars */
export function barInstants(
  time: Float64Array,
  interval: Interval,
  hours: MarketHours,
): BarInstants {
  return {
    opens: time.map((stamp) => hours.openOf(stamp, interval)),
    closes: time.map((stamp) => hours.closeOf(stamp, interval)),
  };
}
