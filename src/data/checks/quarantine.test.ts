import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barAt, barTableOf, TABLE_COLUMNS } from '#base';
import { quarantineBars, refuseBadBars } from './quarantine.ts';

const place = (row: number) => `row ${row}`;
const good = (time: number) => ({ time, open: 10, high: 12, low: 9, close: 11, volume: 5 });
const badValues = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1];

const value = fc.oneof(
  fc.constantFrom(...badValues, 0, 9, 10, 11, 12),
  fc.double({ min: 1, max: 20, noNaN: true }),
);
const anyBar = fc.record({
  time: fc.oneof(fc.constantFrom(1, 2, 3, Number.NaN), fc.integer({ min: 0, max: 30 })),
  open: value,
  high: value,
  low: value,
  close: value,
  volume: value,
});

describe('quarantineBars', () => {
  it('lets nothing through that cannot be true, and loses no row from the account', () => {
    fc.assert(
      fc.property(fc.array(anyBar, { maxLength: 30 }), (bars) => {
        const { clean, quarantine } = quarantineBars(barTableOf(bars), place);
        expect(clean.time.length + quarantine.length).toBe(bars.length);
        for (let row = 0; row < clean.time.length; row++) {
          const bar = barAt(clean, row);
          expect(Object.values(bar).every(Number.isFinite)).toBe(true);
          expect(bar.low).toBeGreaterThan(0);
          expect(Math.min(bar.open, bar.close)).toBeGreaterThanOrEqual(bar.low);
          expect(Math.max(bar.open, bar.close)).toBeLessThanOrEqual(bar.high);
          expect(bar.volume).toBeGreaterThanOrEqual(0);
          if (row > 0) expect(bar.time).toBeGreaterThan(clean.time[row - 1]);
        }
        for (const { detail } of quarantine) expect(detail.length).toBeGreaterThan(5);
      }),
      { numRuns: 500 },
    );
  });

  it('finds a bad value in any field and says which', () => {
    for (const column of TABLE_COLUMNS) {
      for (const bad of badValues) {
        if (column === 'time' && bad === -1) continue;
        const table = barTableOf([good(1), { ...good(2), [column]: bad }, good(3)]);
        const { clean, quarantine } = quarantineBars(table, place);
        expect([...clean.time], `${column} ${bad}`).toEqual([1, 3]);
        expect(quarantine[0].place).toBe('row 1');
        expect(quarantine[0].detail).toContain(
          `${column} ${Number.isFinite(bad) ? bad : `is ${bad}`}`,
        );
      }
    }
  });

  it('leaves a sound table untouched and parts off a bar that goes back in time', () => {
    const sound = barTableOf([good(1), good(2)]);
    expect(quarantineBars(sound, place).clean).toBe(sound);
    const { clean, quarantine } = quarantineBars(barTableOf([good(5), good(3), good(6)]), place);
    expect([...clean.time]).toEqual([5, 6]);
    expect(quarantine.map(({ code }) => code)).toEqual(['disorder']);
  });
});

describe('refuseBadBars', () => {
  it('accepts none, and names the first and the number of the rest', () => {
    const table = barTableOf([good(1), { ...good(2), high: 8 }, { ...good(3), low: 0 }]);
    const { quarantine } = quarantineBars(table, place);
    expect(() => refuseBadBars([], 5)).not.toThrow();
    expect(() => refuseBadBars(quarantine, 1)).toThrow(
      /^row 1: high 8 is below low 9; 2 bars of 3 quarantined: .*--set data\.badBars=quarantine\.$/,
    );
  });
});
