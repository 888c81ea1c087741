import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barTableOf, barsBetween } from '#base';
import { areSameBars, layOver, replaceBars } from './replace-bars.ts';

const bar = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 1, max: 3 }));
const bars = fc
  .uniqueArray(bar, { selector: ([time]) => time, maxLength: 20 })
  .map((list) => new Map(list.sort(([a], [b]) => a - b)));
const range = fc
  .tuple(fc.integer({ min: 0, max: 26 }), fc.integer({ min: 0, max: 26 }))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const tableOf = (byTime: ReadonlyMap<number, number>) =>
  barTableOf(
    [...byTime].map(([time, close]) => ({ time, open: 1, high: 9, low: 1, close, volume: 0 })),
  );

describe('replaceBars', () => {
  it('holds the newer bars in the range and the older elsewhere, and counts what changed or went', () => {
    fc.assert(
      fc.property(bars, bars, range, (older, newer, { from, to }) => {
        const isIn = ([time]: readonly [number, number]) => time >= from && time < to;
        const fresh = barsBetween(tableOf(newer), from, to);
        const result = replaceBars(tableOf(older), { from, to }, fresh);
        const expected = [...[...older].filter((kept) => !isIn(kept)), ...[...newer].filter(isIn)];
        expected.sort(([a], [b]) => a - b);
        expect([...result.bars.time]).toEqual(expected.map(([time]) => time));
        expect([...result.bars.close]).toEqual(expected.map(([, close]) => close));
        const lost = [...older].filter((old) => isIn(old) && newer.get(old[0]) !== old[1]);
        expect(result.revised).toBe(lost.length);
        const same = areSameBars(tableOf(older), tableOf(newer), { from, to });
        expect(result.isSame).toBe(same);
        expect(same).toBe(String([...older].filter(isIn)) === String([...newer].filter(isIn)));
      }),
    );
  });
});

describe('layOver', () => {
  it('holds every time of both once, ascending, with the newer value', () => {
    fc.assert(
      fc.property(bars, bars, (older, newer) => {
        const merged = layOver(tableOf(older), tableOf(newer));
        const expected = new Map([...older, ...newer].sort(([a], [b]) => a - b));
        expect([...merged.time]).toEqual([...expected.keys()]);
        expect([...merged.close]).toEqual([...expected.values()]);
      }),
    );
  });
});
