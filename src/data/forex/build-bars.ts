import { type BarTable, barAt, type Bar, barTableOf } from '#base';

/** The stamp of the bar that a candle is part of, by the candle's start; null when it is part of none. */
export type StampOf = (time: number) => number | null;

/**
 * Bars out of shorter candles: first open, highest high, lowest low, last close, volume together.
 *
 * @param candles - ascending, each of them sound
 */
export function buildBars(candles: BarTable, stampOf: StampOf): BarTable {
  const bars: Bar[] = [];
  for (let row = 0; row < candles.time.length; row++) {
    const candle = barAt(candles, row);
    const stamp = stampOf(candle.time);
    if (stamp === null) continue;
    const bar = bars.at(-1);
    if (bar?.time === stamp) bars[bars.length - 1] = joined(bar, candle);
    else bars.push({ ...candle, time: stamp });
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
