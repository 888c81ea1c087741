import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extremeRows, pick } from './downsample.ts';

describe('extremeRows', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
    minLength: 1,
    maxLength: 500,
  });

  it('keeps both extremes and both ends, in order and within the limit', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 60 }), (series, most) => {
        const rows = extremeRows([series], most);
        const kept = pick(series, rows);
        expect(rows.length).toBeLessThanOrEqual(Math.max(most, 4));
        expect(rows.every((row, at) => at === 0 || row > rows[at - 1])).toBe(true);
        expect([kept[0], kept.at(-1)]).toEqual([series[0], series.at(-1)]);
        expect(Math.max(...kept)).toBe(Math.max(...series));
        expect(Math.min(...kept)).toBe(Math.min(...series));
      }),
    );
  });

  it('keeps the extremes of several lines through the same rows', () => {
    fc.assert(
      fc.property(values, (series) => {
        const turned = series.toReversed();
        const rows = extremeRows([series, turned], 20);
        for (const line of [series, turned]) {
          expect(Math.max(...pick(line, rows))).toBe(Math.max(...line));
          expect(Math.min(...pick(line, rows))).toBe(Math.min(...line));
        }
        expect(rows.length).toBeLessThanOrEqual(20);
        expect(rows.every((row, at) => at === 0 || row > rows[at - 1])).toBe(true);
      }),
    );
  });

  it('passes over values that are not known', () => {
    const series = Array.from({ length: 100 }, (_, row) => (row < 60 ? Number.NaN : row));
    expect(extremeRows([series], 20)).toContain(60);
  });
});
