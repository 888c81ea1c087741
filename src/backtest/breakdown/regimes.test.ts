import { Random } from '#base';
import { systemSchema } from '#config';
import { describe, expect, it } from 'vitest';
import { regimeStarts } from './regimes.ts';

const { features: SETTINGS } = systemSchema.parse({});

/** A path whose bars rise by `drift` deviations each, another one from each break on. */
function path(bars: number, drifts: Readonly<Record<number, number>>, seed = 1): Float64Array {
  const random = new Random(seed);
  let drift = 0;
  let value = 100;
  return Float64Array.from({ length: bars }, (_, row) => {
    drift = drifts[row] ?? drift;
    return (value *= Math.exp(0.01 * (drift + random.normal())));
  });
}

describe('regimeStarts', () => {
  it('finds where a path turned', () => {
    const starts = regimeStarts(path(600, { 250: 4, 262: -4, 274: 0 }), SETTINGS);
    expect(starts[0]).toBe(0);
    expect(starts.some((row) => Math.abs(row - 250) <= 3)).toBe(true);
  });

  it('has one regime for noise, for a path that never moves and for a short one', () => {
    expect(regimeStarts(path(600, {}), SETTINGS)).toEqual([0]);
    expect(regimeStarts(new Float64Array(300).fill(7), SETTINGS)).toEqual([0]);
    expect(regimeStarts(Float64Array.of(1), SETTINGS)).toEqual([0]);
  });

  it('makes one change of those less than 20 bars apart', () => {
    const breaks = Array.from({ length: 40 }, (_, at) => [300 + 13 * at, at % 2 === 0 ? 8 : -8]);
    const starts = regimeStarts(path(1000, Object.fromEntries(breaks)), SETTINGS);
    expect(starts.length).toBeGreaterThan(4);
    const lengths = [...starts, 1000].slice(1).map((row, at) => row - starts[at]);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(20);
  });

  it('keeps the most severe of many, none shorter than 20 bars', () => {
    const breaks = Array.from({ length: 60 }, (_, at) => [100 * (at + 1), at % 2 === 0 ? 5 : -5]);
    const starts = regimeStarts(path(6200, Object.fromEntries(breaks)), SETTINGS);
    expect(starts.length).toBe(25);
    const lengths = [...starts, 6200].slice(1).map((row, at) => row - starts[at]);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(20);
  });
});
