import { mean, Random, standardDeviation } from '#base';
import { describe, expect, it } from 'vitest';
import { rollingStatistics, whereHeld } from './rolling-statistics.ts';

function walk(bars: number, seed: number): Float64Array {
  const random = new Random(seed);
  let value = 100;
  return Float64Array.from({ length: bars }, () => (value *= 1 + 0.01 * random.normal()));
}

describe('rollingStatistics', () => {
  const [values, benchmark] = [walk(300, 1), walk(300, 2)];
  const windowBars = 40;
  const { sharpe, beta } = rollingStatistics(values, benchmark, windowBars, 252);

  it('equals the figures of each window by itself', () => {
    for (const row of [40, 41, 173, 299]) {
      const returns = (path: Float64Array) =>
        Float64Array.from({ length: windowBars }, (_, at) => {
          const end = row - windowBars + 1 + at;
          return path[end] / path[end - 1] - 1;
        });
      const [own, held] = [returns(values), returns(benchmark)];
      expect(sharpe[row]).toBeCloseTo((mean(own) / standardDeviation(own)) * Math.sqrt(252), 9);
      const products = own.map((value, at) => (value - mean(own)) * (held[at] - mean(held)));
      const covariance = products.reduce((sum, each) => sum + each) / (windowBars - 1);
      expect(beta[row]).toBeCloseTo(covariance / standardDeviation(held) ** 2, 9);
    }
  });

  it('has nothing before a whole window', () => {
    expect(sharpe.subarray(0, windowBars).every(Number.isNaN)).toBe(true);
    expect(beta.subarray(0, windowBars).every(Number.isNaN)).toBe(true);
    expect(sharpe.subarray(windowBars).some(Number.isNaN)).toBe(false);
  });

  it('gives a curve a beta of 1 to itself, and none to what stands still', () => {
    const itself = rollingStatistics(values, values, windowBars, 252).beta;
    expect(itself[299]).toBeCloseTo(1, 9);
    const still = rollingStatistics(values, new Float64Array(300).fill(5), windowBars, 252);
    expect(still.beta.every(Number.isNaN)).toBe(true);
  });
});

describe('whereHeld', () => {
  it('leaves out windows before whose returns nothing was held', () => {
    const gross = Float64Array.of(0, 0, 5, 0, 0, 0);
    const values = Float64Array.of(1, 2, 3, 4, 5, 6);
    const none = Number.NaN;
    // The return of row 3 began with what was held at row 2, so windows of 2 up to row 4 hold it.
    expect([...whereHeld(values, gross, 2)]).toEqual([none, none, none, 4, 5, none]);
  });
});
