import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barTableOf, emptySlice } from '#base';
import { MARKET_KINDS, type MarketKind } from '#config';
import { neutralFactors } from './adjust.ts';
import { barInstants } from './bar-instants.ts';
import { MarketReplay, type ReplayedAsset } from './market-replay.ts';
import { MarketHours } from './sessions/market-hours.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2024, 1, 26);

interface PlayedAsset extends ReplayedAsset {
  readonly hours: MarketHours;
}

/** A daily bar on each of some sessions of a market. */
function assetOf(kind: MarketKind, days: readonly number[]): PlayedAsset {
  const hours = new MarketHours(kind);
  const stamps = days
    .map((day) => FIRST_DAY + day * DAY_MS)
    .filter((day) => hours.sessionOf(day) !== null);
  const bars = barTableOf(
    stamps.map((time) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 })),
  );
  const instants = barInstants(bars.time, '1d', hours);
  return { bars, factors: neutralFactors(stamps.length), instants, hours };
}

/** Three weeks over the change of the clock in New York. */
const someDays = fc
  .uniqueArray(fc.nat(21), { minLength: 1, maxLength: 22 })
  .map((days) => days.sort((a, b) => a - b));
const assets = fc.array(
  fc.tuple(fc.constantFrom(...MARKET_KINDS), someDays).map(([kind, days]) => assetOf(kind, days)),
  { minLength: 1, maxLength: 4 },
);

describe('a market of assets with different hours', () => {
  it('is known no earlier than the close of every bar it shows, and no later than the last of them', () => {
    fc.assert(
      fc.property(assets, (played) => {
        const replay = new MarketReplay(played);
        const slice = emptySlice(played.length);
        while (replay.advance(slice)) {
          const closes = played.flatMap(({ bars, hours }) =>
            Array.from(bars.time)
              .filter((time) => time <= slice.time)
              .map((time) => hours.closeOf(time, '1d')),
          );
          expect(slice.knownAt).toBe(Math.max(...closes));
          played.forEach(({ hours }, asset) => {
            if (slice.present[asset] === 0) return;
            expect(slice.opensAt[asset]).toBe(hours.openOf(slice.time, '1d'));
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is sometimes known only after the next bar of currencies has opened, never of stocks or coins', () => {
    const days = Array.from({ length: 21 }, (_, day) => day);
    const kinds: readonly MarketKind[] = ['forex', 'us-stocks', 'continuous'];
    const played = kinds.map((kind) => assetOf(kind, days));
    const replay = new MarketReplay(played);
    const slice = emptySlice(played.length);
    const late = [0, 0, 0];
    let knownBefore = Number.NEGATIVE_INFINITY;
    while (replay.advance(slice)) {
      late.forEach((_, asset) => {
        if (slice.present[asset] === 1 && slice.opensAt[asset] < knownBefore) late[asset]++;
      });
      knownBefore = slice.knownAt;
    }
    expect(late).toEqual([14, 0, 0]);
  });

  it('says nothing where all keep the same hours, and wants to know of all assets or of none', () => {
    const { bars, factors, instants } = assetOf('forex', [0, 1]);
    const slice = emptySlice(1);
    new MarketReplay([{ bars, factors }]).advance(slice);
    expect([slice.knownAt, slice.opensAt[0]]).toEqual([Number.NaN, Number.NaN]);
    const mixed = [
      { bars, factors, instants },
      { bars, factors },
    ];
    expect(() => new MarketReplay(mixed)).toThrow('of all assets or of none');
  });
});
