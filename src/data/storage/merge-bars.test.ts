import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barTableOf } from '#base';
import { mergeBars } from './merge-bars.ts';

const bar = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 1, max: 3 }));
const bars = fc
  .uniqueArray(bar, { selector: ([time]) => time, maxLength: 20 })
  .map((list) => new Map(list.sort(([a], [b]) => a - b)));
const tableOf = (byTime: ReadonlyMap<number, number>) =>
  barTableOf(
    [...byTime].map(([time, close]) => ({ time, open: 1, high: 9, low: 1, close, volume: 0 })),
  );

describe('mergeBars', () => {
  it('holds every time once, ascending, with the newer value, and counts what that changed', () => {
    fc.assert(
      fc.property(bars, bars, (older, newer) => {
        const { bars: merged, revised } = mergeBars(tableOf(older), tableOf(newer));
        const expected = new Map([...older, ...newer].sort(([a], [b]) => a - b));
        expect([...merged.time]).toEqual([...expected.keys()]);
        expect([...merged.close]).toEqual([...expected.values()]);
        const changed = [...older].filter(([time, close]) => (newer.get(time) ?? close) !== close);
        expect(revised).toBe(changed.length);
      }),
    );
  });
});
