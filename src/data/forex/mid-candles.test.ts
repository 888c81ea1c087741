import { describe, expect, it } from 'vitest';
import type { Bar } from '#base';
import { midCandles } from './mid-candles.ts';

const HOUR_MS = 3_600_000;

/** A candle around a price, or a flat one where nobody quoted. */
function candle(hour: number, close: number, volume = 2): Bar {
  const wide = volume > 0 ? 0.01 : 0;
  return {
    ...{ time: hour * HOUR_MS, open: close, high: close + wide, low: close - wide, close, volume },
  };
}

const hoursOf = (candles: readonly Bar[]) => candles.map(({ time }) => time / HOUR_MS);

describe('midCandles', () => {
  it('is the mean of both sides, without the dust of binary fractions', () => {
    const bid = {
      time: 0,
      open: 1.14331,
      high: 1.14334,
      low: 1.14322,
      close: 1.14324,
      volume: 0.1,
    };
    const ask = {
      time: 0,
      open: 1.14345,
      high: 1.14351,
      low: 1.14329,
      close: 1.14333,
      volume: 0.2,
    };
    expect(midCandles({ bid: [bid], ask: [ask], isWhole: true })).toEqual([
      { time: 0, open: 1.14338, high: 1.143425, low: 1.143255, close: 1.143285, volume: 0.3 },
    ]);
  });

  it('leaves out what neither side was quoted in', () => {
    const bid = [candle(0, 1), candle(1, 1, 0), candle(2, 1)];
    const ask = [candle(0, 2), candle(1, 2, 0), candle(2, 2)];
    expect(hoursOf(midCandles({ bid, ask, isWhole: true }))).toEqual([0, 2]);
  });

  it('keeps what was quoted at one price, and what moved without volume', () => {
    const still = { time: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    expect(hoursOf(midCandles({ bid: [still], ask: [still], isWhole: true }))).toEqual([0]);
    const moved = { ...candle(1, 1), volume: 0 };
    const bid = [candle(0, 1), moved, candle(2, 1)];
    const ask = [candle(0, 2), { ...candle(1, 2), volume: 0 }, candle(2, 2)];
    expect(hoursOf(midCandles({ bid, ask, isWhole: true }))).toEqual([0, 1, 2]);
  });

  it('lets a side that nobody quoted stand at its last quote', () => {
    const bid = [candle(0, 1), candle(1, 1.1), candle(2, 1.2)];
    const ask = [candle(0, 2), candle(1, 2, 0), candle(2, 2.2)];
    const mid = midCandles({ bid, ask, isWhole: true });
    expect(mid.map(({ close }) => close)).toEqual([1.5, 1.55, 1.7]);
  });

  it('knows no middle before a side’s first and after its last quote', () => {
    const bid = [candle(0, 1), candle(1, 1), candle(2, 1), candle(3, 1)];
    const ask = [candle(0, 2, 0), candle(1, 2), candle(2, 2)];
    const mid = midCandles({ bid, ask, isWhole: true });
    expect(hoursOf(mid)).toEqual([0, 1, 2, 3]);
    expect(mid.map(({ close }) => close)).toEqual([Number.NaN, 1.5, 1.5, Number.NaN]);
    expect(midCandles({ bid, ask: [], isWhole: true }).map(({ volume }) => volume)).toEqual([
      ...[Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    ]);
  });

  it('leaves for later what only one side has yet', () => {
    const bid = [candle(0, 1), candle(1, 1), candle(2, 1)];
    const ask = [candle(0, 2), candle(1, 2)];
    expect(hoursOf(midCandles({ bid, ask, isWhole: false }))).toEqual([0, 1]);
    expect(midCandles({ bid, ask: [], isWhole: false })).toEqual([]);
  });
});
