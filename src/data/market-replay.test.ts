import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barTableOf, emptySlice } from '#base';
import { adjustmentFactors } from './adjust.ts';
import { MarketReplay, type ReplayedAsset } from './market-replay.ts';
import type { CorporateAction } from './provider.ts';
import { unionTimes } from './union-times.ts';

const split = (time: number): CorporateAction => ({ time, kind: 'split', value: 2 });

function assetAt(
  times: readonly number[],
  actions: readonly CorporateAction[] = [],
): ReplayedAsset {
  const bars = barTableOf(
    times.map((time) => ({
      time,
      open: time + 100,
      high: time + 103,
      low: time + 99,
      close: time + 101,
      volume: time + 1,
    })),
  );
  return { bars, factors: adjustmentFactors(bars, actions) };
}

const distinctTimes = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 25 });
const assets = fc.array(
  fc.record({
    times: distinctTimes.map((times) => times.sort((a, b) => a - b)),
    actions: fc.array(
      fc.record({
        time: fc.integer({ min: 0, max: 45 }),
        kind: fc.constantFrom('split' as const, 'dividend' as const),
        value: fc.constantFrom(2, 0.5),
      }),
      { maxLength: 6 },
    ),
  }),
  { maxLength: 4 },
);

describe('MarketReplay', () => {
  it('shows each asset’s bar at its time, and the last one with nothing happening where it has none', () => {
    fc.assert(
      fc.property(assets, (described) => {
        const played = described.map(({ times, actions }) => assetAt(times, actions));
        const replay = new MarketReplay(played);
        const slice = emptySlice(played.length);
        const seen = [];
        while (replay.advance(slice)) {
          seen.push(slice.time);
          expect(slice.barIndex).toBe(seen.length - 1);
          played.forEach(({ bars, factors }, asset) => {
            const row = bars.time.findLastIndex((time) => time <= slice.time);
            const present = row >= 0 && bars.time[row] === slice.time;
            expect(replay.rows[asset]).toBe(row);
            expect(slice.present[asset]).toBe(present ? 1 : 0);
            for (const column of ['open', 'high', 'low', 'close'] as const) {
              expect(slice[column][asset]).toBe(row < 0 ? Number.NaN : bars[column][row]);
            }
            expect(slice.volume[asset]).toBe(row < 0 ? 0 : bars.volume[row]);
            expect(slice.factor[asset]).toBe(row < 0 ? 1 : factors.factor[row]);
            expect(slice.splitRatio[asset]).toBe(present ? factors.splitRatio[row] : 1);
            expect(slice.dividend[asset]).toBe(present ? factors.dividend[row] : 0);
          });
        }
        const stamps = new Set(described.flatMap(({ times }) => times));
        expect(seen).toEqual([...stamps].sort((a, b) => a - b));
        expect(replay.advance(slice)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a slice that it has not filled from the start', () => {
    const replay = new MarketReplay([assetAt([1, 2], [split(2)])]);
    replay.advance(emptySlice(1));
    expect(() => replay.advance(emptySlice(1))).toThrow('a replay refills one slice');
  });
});

describe('unionTimes', () => {
  it('costs no copy when all assets share their times', () => {
    const times = Float64Array.of(1, 2, 3);
    expect(unionTimes([times, Float64Array.of(1, 2, 3)])).toBe(times);
    expect([...unionTimes([])]).toEqual([]);
    expect([...unionTimes([times, Float64Array.of(2, 5)])]).toEqual([1, 2, 3, 5]);
  });
});
