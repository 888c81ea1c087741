import { type Bar, type BarTable, barAt, barTableOf } from '#base';

/**
 * Bars made of shorter ones: first open, highest high, lowest low, last close, volume in all.
 *
 * @param groupOf - stamp of the bar that a shorter one belongs to, ascending with it
 * @param isWhole - whether nothing of a bar is missing; where something is, there is no bar
 */
export function composeBars(
  parts: BarTable,
  groupOf: (time: number) => number,
  isWhole: (group: number) => boolean,
): BarTable {
  const bars: Bar[] = [];
  for (let row = 0; row < parts.time.length; row++) {
    const part = barAt(parts, row);
    const time = groupOf(part.time);
    if (!isWhole(time)) continue;
    const last = bars.at(-1);
    if (last?.time === time) bars[bars.length - 1] = joined(last, part);
    else bars.push({ ...part, time });
  }
  return barTableOf(bars);
}

function joined(bar: Bar, next: Bar): Bar {
  return {
    time: bar.time,
    open: bar.open,
    high: Math.max(bar.high, next.high),
    low: Math.min(bar.low, next.low),
    close: next.close,
    volume: bar.volume + next.volume,
  };
}
