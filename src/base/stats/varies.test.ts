import { describe, expect, it } from 'vitest';
import { sharpe } from './sharpe.ts';
import { varies } from './varies.ts';

const RETURNS = [1e-4, 1e-6, 1e-8, 0.01];

/** Returns of a value that grows by the same fraction in each bar, as floats have them. */
const steady = (fraction: number) => {
  const values = Float64Array.from({ length: 500 }, (_, bar) => 1e5 * (1 + fraction) ** bar);
  return values.subarray(1).map((value, bar) => value / values[bar] - 1);
};

describe('returns vary', () => {
  it.each(RETURNS)('by no more than rounding where each is %f', (fraction) => {
    const returns = steady(fraction);
    expect(new Set(returns).size, 'floats differ').toBeGreaterThan(1);
    expect(varies(returns)).toBe(false);
    expect(sharpe(returns, 252).ratio).toBeNaN();
  });

  it.each(RETURNS)('where one of %f is another', (fraction) => {
    expect(varies(steady(fraction).with(250, 2 * fraction + 1e-12))).toBe(true);
  });

  it('and neither one alone nor what is no number does', () => {
    expect(varies(Float64Array.of(0.1))).toBe(false);
    expect(varies(Float64Array.of(0.1, 0.2, Number.NaN))).toBe(false);
  });
});
