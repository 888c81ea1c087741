import { type BarTable, emptyBarTable, sliceBars } from '#base';

/** The stamp of the bar that a shorter one is part of, by the shorter one's; null when it is part of none. */
export type StampOf = (time: number) => number | null;

/**
 * Bars made of shorter ones: first open, highest high, lowest low, last close, volume together.
 *
 * @param parts - ascending, each of them sound
 * @param stampOf - ascending with its argument
 */
export function joinedBars(parts: BarTable, stampOf: StampOf): BarTable {
  const bars = emptyBarTable(parts.time.length);
  let count = 0;
  for (let row = 0; row < parts.time.length; row++) {
    const stamp = stampOf(parts.time[row]);
    if (stamp === null) continue;
    if (count > 0 && bars.time[count - 1] === stamp) {
      const bar = count - 1;
      bars.high[bar] = Math.max(bars.high[bar], parts.high[row]);
      bars.low[bar] = Math.min(bars.low[bar], parts.low[row]);
      bars.close[bar] = parts.close[row];
      bars.volume[bar] += parts.volume[row];
      continue;
    }
    bars.time[count] = stamp;
    bars.open[count] = parts.open[row];
    bars.high[count] = parts.high[row];
    bars.low[count] = parts.low[row];
    bars.close[count] = parts.close[row];
    bars.volume[count++] = parts.volume[row];
  }
  return sliceBars(bars, 0, count);
}
