import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bar, barAt, barTableOf, emptyBarTable, TABLE_COLUMNS } from '#base';
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
        const unsorted = quarantine.filter(({ code }) => code === 'unsorted').length;
        expect(clean.time.length + quarantine.length - unsorted).toBe(bars.length);
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

  it('leaves out what no unit of price or volume explains, which sums and powers would make infinite', () => {
    const scaled = (factor: number) => ({
      ...{ time: 2, open: 10 * factor, high: 12 * factor, low: 9 * factor, close: 11 * factor },
      volume: 5,
    });
    for (const bad of [scaled(1e300), scaled(1e-300), { ...good(2), volume: 1e308 }]) {
      const { clean, quarantine } = quarantineBars(barTableOf([good(1), bad, good(3)]), place);
      expect([...clean.time]).toEqual([1, 3]);
      expect(quarantine.map(({ code }) => code)).toEqual(['out-of-scale']);
      expect(quarantine[0].detail).toMatch(
        /^(?:close|open|volume) \S+ is beyond what a unit explains/,
      );
    }
    const far = barTableOf([good(1), scaled(1e12), { ...scaled(1e-12), time: 3 }]);
    expect(quarantineBars(far, place).quarantine).toEqual([]);
  });

  it('leaves a sound table untouched', () => {
    const sound = barTableOf([good(1), good(2)]);
    expect(quarantineBars(sound, place).clean).toBe(sound);
  });

  const told = (bars: readonly Bar[]) => {
    const { clean, quarantine } = quarantineBars(barTableOf(bars), place);
    const account = quarantine.map((bar) => `${bar.code} ${bar.place}`);
    return { times: [...clean.time], closes: [...clean.close], account };
  };
  const at = (...times: number[]) => times.map((time) => good(time));

  it('parts off the fewest rows out of order, so that one slip costs one bar', () => {
    expect(told(at(1, 2, 99, 3, 4))).toMatchObject({
      times: [1, 2, 3, 4],
      account: ['disorder row 2'],
    });
    expect(told(at(1, 2, 5, 6, 3, 7))).toMatchObject({
      times: [1, 2, 5, 6, 7],
      account: ['disorder row 4'],
    });
  });

  it('takes a row far below for a later word on the time that it has', () => {
    const late = { ...good(2), close: 10.5 };
    expect(told([...at(1, 2, 3), late, good(4)])).toEqual({
      times: [1, 2, 3, 4],
      closes: [11, 10.5, 11, 11],
      account: ['revised row 1'],
    });
    expect(told([...at(1, 2, 3), good(2), good(4)]).account).toEqual(['duplicate row 1']);
  });

  it('keeps of several rows with one time the last, in order or not', () => {
    const last = { ...good(2), volume: 9 };
    const { clean, quarantine } = quarantineBars(
      barTableOf([good(1), { ...good(2), close: 10 }, good(2), last, good(3)]),
      place,
    );
    expect([...clean.volume]).toEqual([5, 9, 5]);
    expect(quarantine.map(({ detail }) => detail)).toEqual([
      'time 1970-01-01T00:00:00.002Z stands twice; a later row gives close 11 for 10',
      'time 1970-01-01T00:00:00.002Z stands twice; a later row gives volume 9 for 5',
    ]);
  });

  it('turns a table that stands newest first, and says so once', () => {
    const table = barTableOf([{ ...good(3), close: 9 }, ...at(3, 2, 1)]);
    const { clean, quarantine } = quarantineBars(table, place);
    expect([...clean.time]).toEqual([1, 2, 3]);
    expect([...clean.close]).toEqual([11, 11, 11]);
    expect(quarantine.map(({ detail }) => detail)).toEqual([
      'all 4 rows stand newest first',
      'time 1970-01-01T00:00:00.003Z stands twice; a later row gives close 11 for 9',
    ]);
  });

  it('sorts a table of which a thousand rows and more are out of order, and says so once', () => {
    const years = [...Array(3000).keys()].map((row) => good(row < 1500 ? 5000 + row : row));
    const { clean, quarantine } = quarantineBars(barTableOf(years), place);
    expect(clean.time.length).toBe(3000);
    expect(quarantine).toMatchObject([
      { code: 'unsorted', detail: '1500 of 3000 rows stand below later ones' },
    ]);
  });

  it('refuses a table of nearly nothing but bad rows before it lists them all', () => {
    const table = emptyBarTable(300_000);
    expect(() => quarantineBars(table, place)).toThrow(
      'row 100000: close 0 is not above 0; 100000 rows before it are bad too, of 300000',
    );
  });
});

describe('refuseBadBars', () => {
  it('accepts none, and names the first and the number of the rest', () => {
    const table = barTableOf([good(1), { ...good(2), high: 8 }, { ...good(3), low: 0 }]);
    const { quarantine } = quarantineBars(table, place);
    expect(() => refuseBadBars([], 5)).not.toThrow();
    expect(() => refuseBadBars(quarantine, 1)).toThrow(
      /^row 1: high 8 is below low 9; 2 bars of 3 quarantined: correct the file, mend what can be with --set data\.repairs=widen-high-low, or leave bad bars out with --set data\.badBars=quarantine\.$/,
    );
  });
});
