import { describe, expect, it } from 'vitest';
import { decodeFiniteJson, emptySlice, encodeFiniteJson, sliceBars } from '#base';
import { MarketReplay } from '#data';
import { unevenMarket } from '../../tests/support/learning-market.ts';
import { BarBuffer, type BarBufferState } from './bar-buffer.ts';

const LENGTH = 30;
const LATENCY = 4;
const market = await unevenMarket(120);
const newBuffer = () => new BarBuffer(market.assets.length, LENGTH, LATENCY);

/** The newest adjusted bars up to `time`, as the data layer has them. */
const expectedTables = (time: number) =>
  market.assets.map(({ adjusted }) => {
    const end = adjusted.time.filter((stamp) => stamp <= time).length;
    return structuredClone(sliceBars(adjusted, Math.max(0, end - LENGTH), end));
  });

const reloaded = (buffer: BarBuffer): BarBuffer => {
  const loaded = newBuffer();
  loaded.loadState(decodeFiniteJson(encodeFiniteJson(buffer.saveState())) as BarBufferState);
  return loaded;
};

describe('BarBuffer', () => {
  it('holds each asset’s newest adjusted bars at every time, splits and dividends in them', () => {
    const buffer = newBuffer();
    const replay = new MarketReplay(market.assets);
    const slice = emptySlice(market.assets.length);
    while (replay.advance(slice)) {
      buffer.append(slice);
      const tables = expectedTables(slice.time);
      expect(buffer.tables(slice.time)).toEqual(tables);
      expect(buffer.samples).toBe(Math.min(...tables.map((table) => table.time.length)));
    }
  });

  it('still has the bars of a retrain that is under way, also after a restart', () => {
    const buffer = newBuffer();
    const replay = new MarketReplay(market.assets);
    const slice = emptySlice(market.assets.length);
    while (replay.advance(slice)) {
      buffer.append(slice);
      if (slice.barIndex < LATENCY) continue;
      const trigger = replay.times[slice.barIndex - LATENCY];
      expect(buffer.tables(trigger)).toEqual(expectedTables(trigger));
      expect(reloaded(buffer).tables(trigger)).toEqual(expectedTables(trigger));
    }
  });

  it('continues from a state saved at any bar', () => {
    let buffer = newBuffer();
    const replay = new MarketReplay(market.assets);
    const slice = emptySlice(market.assets.length);
    while (replay.advance(slice)) {
      buffer = reloaded(buffer);
      buffer.append(slice);
      expect(buffer.tables(slice.time)).toEqual(expectedTables(slice.time));
    }
  });
});
