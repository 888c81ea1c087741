import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bar, barTableOf, TABLE_COLUMNS } from '#base';
import type { Repair } from '#config';
import { quarantineBars } from './quarantine.ts';
import { mendBars, mendedText } from './repairs.ts';

const place = (row: number) => `row ${row}`;
const good = (time: number): Bar => ({ time, open: 10, high: 12, low: 9, close: 11, volume: 5 });

function mend(bars: readonly Bar[], ...repairs: Repair[]) {
  const { clean, quarantine } = quarantineBars(barTableOf(bars), place);
  return mendBars({ bars: clean, quarantine }, repairs);
}

describe('mendBars', () => {
  it('does nothing unless it is allowed to', () => {
    const bars = [good(1), good(5), good(2), good(6), good(6), { ...good(7), close: 12.01 }];
    const { bars: same, quarantine, mended } = mend(bars);
    expect([...same.time]).toEqual([1, 2, 6]);
    expect(quarantine.map(({ code }) => code)).toEqual(['disorder', 'duplicate', 'high-low']);
    expect(mended).toEqual([]);
  });

  it('gives rows out of order the place of their time', () => {
    const { bars, quarantine, mended } = mend([good(1), good(5), good(2), good(6)], 'sort');
    expect([...bars.time]).toEqual([1, 2, 5, 6]);
    expect(quarantine).toEqual([]);
    expect(mended).toMatchObject([{ repair: 'sort', count: 1, place: 'row 1' }]);
  });

  it('refuses a table that stands newest first unless it may sort', () => {
    const turned = [good(3), good(2), good(1)];
    expect(() => mend(turned, 'drop-duplicates')).toThrow(
      /^row 1: all 3 rows stand newest first; sort them by time, .*--set data\.repairs=sort\.$/,
    );
    const { bars, quarantine, mended } = mend(turned, 'sort');
    expect([...bars.time]).toEqual([1, 2, 3]);
    expect(quarantine).toEqual([]);
    expect(mended).toMatchObject([{ repair: 'sort', count: 3 }]);
  });

  it('forgets rows that a later one repeats or revises', () => {
    const { bars, quarantine, mended } = mend(
      [good(1), good(1), { ...good(1), close: 10 }, good(2)],
      'drop-duplicates',
    );
    expect([...bars.close]).toEqual([10, 11]);
    expect(quarantine).toEqual([]);
    expect(mended).toMatchObject([{ repair: 'drop-duplicates', count: 2, place: 'row 0' }]);
  });

  it('widens a high or low by one part in a hundred and no more', () => {
    const slips = [
      { ...good(1), high: 10.9 },
      { ...good(2), low: 10.09 },
      { ...good(3), high: 10.88 },
      { ...good(4), low: 10.11 },
      { ...good(5), high: 9.99, low: 10, open: 10, close: 10 },
    ];
    const { bars, quarantine, mended } = mend(slips, 'widen-high-low');
    expect([...bars.time]).toEqual([1, 2, 5]);
    expect([...bars.high]).toEqual([11, 12, 10]);
    expect([...bars.low]).toEqual([9, 10, 9.99]);
    expect(quarantine.map(({ detail }) => detail)).toEqual([
      'close 11 is above high 10.88',
      'open 10 is below low 10.11',
    ]);
    expect(mended).toMatchObject([{ count: 3, detail: 'close 11 is above high 10.9' }]);
  });

  it('brings no bar back whose time a sound one has', () => {
    const { bars, quarantine } = mend([{ ...good(1), high: 10.95 }, good(1)], 'widen-high-low');
    expect([...bars.high]).toEqual([12]);
    expect(quarantine).toHaveLength(1);
  });

  it('is the same before and after the account was written down', () => {
    const bars = [good(1), good(5), good(2), { ...good(6), high: 10.95 }];
    const { clean, quarantine } = quarantineBars(barTableOf(bars), place);
    const written = JSON.parse(JSON.stringify(quarantine)) as typeof quarantine;
    const repairs = ['sort', 'widen-high-low'] as const;
    expect(mendBars({ bars: clean, quarantine: written }, repairs)).toEqual(
      mendBars({ bars: clean, quarantine }, repairs),
    );
  });

  it('makes of any shuffled table the sorted one', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, (shuffled) => {
        const { bars } = mend(shuffled.map(good), 'sort');
        const sorted = barTableOf([...shuffled].sort((a, b) => a - b).map(good));
        for (const column of TABLE_COLUMNS) expect(bars[column]).toEqual(sorted[column]);
      }),
    );
  });

  it('is told with count and first place', () => {
    const { mended } = mend([good(1), good(1), good(2)], 'drop-duplicates');
    expect(mended.map((done) => mendedText('X', done))).toEqual([
      '1 repair of X by drop-duplicates; the first: row 0: time 1970-01-01T00:00:00.001Z stands twice with the same values',
    ]);
  });
});
