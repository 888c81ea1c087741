import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks, placeOn } from './axis.ts';

const labels = (...asked: Parameters<typeof axisTicks>) =>
  axisTicks(...asked).map(({ label }) => label);
const linear = { kind: 'linear', format: 'ratio' } as const;
const time = { kind: 'time', format: 'count' } as const;

describe('axisTicks', () => {
  it('writes round values with as many digits as their distance needs', () => {
    expect(labels(linear, -0.13, 0.31, 5)).toEqual(['−0.1', '0', '0.1', '0.2', '0.3']);
    expect(labels({ kind: 'linear', format: 'percent' }, -0.46, 0, 4)).toEqual([
      '−40%',
      '−20%',
      '0%',
    ]);
    expect(labels({ kind: 'linear', format: 'amount' }, 90_000, 310_000, 4)).toEqual([
      '100k',
      '200k',
      '300k',
    ]);
    expect(labels({ kind: 'linear', format: 'count' }, 0, 3, 8)).toEqual(['0', '1', '2', '3']);
  });

  it('gives at most as many as asked, all inside, at equal distances', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const share = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, share, (low, wide) => {
        const span = wide * (1 + Math.abs(low));
        const ticks = axisTicks(linear, low, low + span, 6).map(({ at }) => at);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const [tick, at] of ticks.entries()) {
          expect((at - low) / span).toBeGreaterThanOrEqual(-1e-6);
          expect((at - low) / span).toBeLessThanOrEqual(1 + 1e-6);
          const even = ticks[0] + tick * (ticks[1] - ticks[0]);
          if (tick > 1) expect((at - even) / span).toBeCloseTo(0, 6);
        }
      }),
    );
  });

  it('has one tick where both ends are the same but for rounding', () => {
    expect(labels(linear, 5, 5, 6)).toEqual(['5.00']);
    expect(labels(linear, 1e9, 1e9 + 2 ** -22, 6)).toHaveLength(1);
  });

  it('spreads a logarithmic axis over its decades', () => {
    const log = { kind: 'log', format: 'amount' } as const;
    expect(labels(log, 90_000, 40e6, 8)).toEqual(['100k', '300k', '1M', '3M', '10M', '30M']);
    expect(labels(log, 100, 200, 4)).toEqual(['100', '150', '200']);
  });

  it('names years, months, days and hours by how long the axis is', () => {
    const from = Date.UTC(2020, 0, 1);
    expect(labels(time, from, Date.UTC(2026, 5, 1), 7)).toEqual([
      '2020',
      '2021',
      '2022',
      '2023',
      '2024',
      '2025',
      '2026',
    ]);
    expect(labels(time, from, Date.UTC(2021, 1, 1), 6)).toEqual([
      '2020',
      'Apr 2020',
      'Jul 2020',
      'Oct 2020',
      '2021',
    ]);
    expect(labels(time, from, Date.UTC(2020, 0, 6), 6)).toEqual([
      '1 Jan',
      '2 Jan',
      '3 Jan',
      '4 Jan',
      '5 Jan',
      '6 Jan',
    ]);
    expect(labels(time, from + 3_600_000, from + 5 * 3_600_000, 5)).toEqual([
      '01:00',
      '02:00',
      '03:00',
      '04:00',
      '05:00',
    ]);
  });
});

describe('placeOn', () => {
  it('puts a value between the ends, by its logarithm on a logarithmic axis', () => {
    expect(placeOn('linear', 10, 30, 15)).toBe(0.25);
    expect(placeOn('log', 1, 100, 10)).toBeCloseTo(0.5, 12);
  });
});
