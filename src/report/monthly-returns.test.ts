import { describe, expect, it } from 'vitest';
import { compound, monthlyReturns } from './monthly-returns.ts';

describe('monthlyReturns', () => {
  it('goes from the last close of a month to the last of the next one with bars', () => {
    const time = Float64Array.of(
      Date.UTC(2020, 10, 30),
      Date.UTC(2020, 11, 1),
      Date.UTC(2020, 11, 31, 23),
      Date.UTC(2021, 1, 1),
    );
    const years = monthlyReturns(time, Float64Array.of(100, 110, 120, 90));
    expect(years.get(2020)?.slice(9)).toEqual([null, 0, expect.closeTo(0.2, 12)]);
    expect(years.get(2021)?.slice(0, 3)).toEqual([null, -0.25, null]);
    expect(compound(years.get(2020) ?? [])).toBeCloseTo(0.2, 12);
    expect(compound([null, null])).toBeNull();
  });

  it('has no return of an account that was ruined', () => {
    const time = Float64Array.of(Date.UTC(2020, 0, 1), Date.UTC(2020, 1, 1), Date.UTC(2020, 2, 1));
    const months = monthlyReturns(time, Float64Array.of(100, -5, 10)).get(2020);
    expect(months?.slice(0, 3)).toEqual([0, -1.05, null]);
  });
});
