import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { expectedMaximum } from './expected-maximum.ts';

describe('expectedMaximum', () => {
  // scipy 1.17.1: integrate.quad of x·n·norm.pdf(x)·exp((n−1)·norm.logcdf(x)), epsrel 1e-13
  it.each([
    [1, 0],
    [2, 0.5641895835477563],
    [3, 0.8462843753216345],
    [5, 1.1629644736405198],
    [9, 1.4850131622092375],
    [10, 1.5387527308351736],
    [50, 2.2490736293898514],
    [100, 2.507593636441686],
    [1000, 3.241435769133444],
    [100_000, 4.384319403107592],
    [1_000_000, 4.862897486196469],
  ])('of %d equals scipy', (count, expected) => {
    const allowed = 1e-11 * Math.max(1, count / 100);
    expect(Math.abs(expectedMaximum(count) - expected)).toBeLessThan(allowed);
  });

  it('has the closed forms 1/√π for two and 3/(2√π) for three', () => {
    expect(expectedMaximum(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 14);
    expect(expectedMaximum(3)).toBeCloseTo(1.5 / Math.sqrt(Math.PI), 14);
  });

  it('is the mean of the largest of nine drawn numbers', () => {
    const random = new Random(3);
    const draws = 20_000;
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      sum += Math.max(...Array.from({ length: 9 }, () => random.normal()));
    }
    // The largest of nine has a standard deviation of 0.60.
    expect(Math.abs(sum / draws - expectedMaximum(9))).toBeLessThan((4 * 0.6) / Math.sqrt(draws));
  });

  it.each([0, 1.5, -1, Number.NaN, 1e7])('refuses a count of %d', (count) => {
    expect(() => expectedMaximum(count)).toThrow(/counted from 1/);
  });
});
