import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { drawdowns, worstDrawdown } from './drawdown.ts';
import { excessKurtosis, mean, shapeOf, skewness, standardDeviation } from './moments.ts';
import { normalCdf } from './normal.ts';
import { quantileOfSorted } from './quantile.ts';
import { sharpe } from './sharpe.ts';
import { historicalTailRisk } from './value-at-risk.ts';

const of = (...values: number[]) => Float64Array.of(...values);

function normals(count: number, centre: number, deviation: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => centre + deviation * random.normal());
}

describe('moments', () => {
  it('equal the values worked out by hand', () => {
    expect(mean(of(1, 2, 3, 6))).toBe(3);
    expect(standardDeviation(of(1, 2, 3, 6))).toBeCloseTo(Math.sqrt(14 / 3), 14);
    // m2 = 3.5, m3 = 4.5, m4 = 24.5
    expect(skewness(of(1, 2, 3, 6))).toBeCloseTo((Math.sqrt(12) / 2) * (4.5 / 3.5 ** 1.5), 12);
    expect(excessKurtosis(of(1, 2, 3, 6))).toBeCloseTo(
      (3 / 2) * (5 * (24.5 / 3.5 ** 2 - 3) + 6),
      12,
    );
  });

  it('are the same to the bit when asked for at once', () => {
    for (const count of [0, 1, 2, 3, 4, 50]) {
      const values = normals(count, 0.3, 2, count);
      expect(shapeOf(values)).toEqual({
        centre: mean(values),
        deviation: standardDeviation(values),
        skew: skewness(values),
        kurtosis: excessKurtosis(values),
      });
    }
  });

  it('are NaN where they are not defined', () => {
    expect(mean(of())).toBeNaN();
    expect(standardDeviation(of(1))).toBeNaN();
    expect(skewness(of(1, 2))).toBeNaN();
    expect(skewness(of(2, 2, 2, 2))).toBeNaN();
    expect(excessKurtosis(of(1, 2, 3))).toBeNaN();
    expect(excessKurtosis(of(2, 2, 2, 2))).toBeNaN();
  });
});

describe('normalCdf', () => {
  it('equals tabulated values', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 15);
    expect(normalCdf(-1.959963984540054)).toBeCloseTo(0.025, 15);
    expect(normalCdf(-6)).toBeCloseTo(9.865876450376946e-10, 14);
    expect(normalCdf(40)).toBe(1);
    expect(normalCdf(-40)).toBe(0);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });
});

describe('quantileOfSorted', () => {
  it('interpolates between neighbours and meets both ends', () => {
    expect(quantileOfSorted(of(1, 2, 4), 0.75)).toBe(3);
    expect(quantileOfSorted(of(1, 2, 4), 0)).toBe(1);
    expect(quantileOfSorted(of(1, 2, 4), 1)).toBe(4);
    expect(quantileOfSorted(of(), 0.5)).toBeNaN();
  });
});

describe('drawdowns', () => {
  it('measure the fall from the highest value so far', () => {
    expect([...drawdowns(of(100, 120, 60, 90, 130))]).toEqual([0, 0, 0.5, 0.25, 0]);
  });

  it('tell the deepest from the longest', () => {
    const path = of(100, 50, 100, 110, 109, 108, 109, 107);
    expect(worstDrawdown(path)).toEqual({
      depth: 0.5,
      peakRow: 0,
      troughRow: 1,
      longestFrom: 3,
      longestTo: 7,
    });
  });

  it('have no length while the path never falls', () => {
    const worst = worstDrawdown(of(100, 100, 101, 101, 102));
    expect(worst.depth).toBe(0);
    expect(worst.longestTo - worst.longestFrom).toBe(0);
  });

  it('agree with each other on any path', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1 }),
        (path) => {
          const values = Float64Array.from(path);
          expect(worstDrawdown(values).depth).toBe(Math.max(...drawdowns(values)));
        },
      ),
    );
  });
});

describe('sharpe', () => {
  it('has a standard error that matches the spread over many samples', () => {
    const estimates = Float64Array.from(
      { length: 400 },
      (_, seed) => sharpe(normals(500, 0.0005, 0.01, seed), 252).ratio,
    );
    const { standardError } = sharpe(normals(500, 0.0005, 0.01, 1), 252);
    const ratio = standardDeviation(estimates) / standardError;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  it('takes off the risk-free rate', () => {
    const returns = normals(100, 0.001, 0.01, 3);
    const lifted = returns.map((value) => value + 0.002);
    expect(sharpe(lifted, 252, 0.002).ratio).toBeCloseTo(sharpe(returns, 252).ratio, 10);
  });

  it('is NaN where nothing varies, rounding errors included', () => {
    expect(sharpe(new Float64Array(50).fill(0.1), 252).ratio).toBeNaN();
    expect(sharpe(new Float64Array(50), 252).standardError).toBeNaN();
    const compounded = Float64Array.from({ length: 50 }, (_, row) => 1.001 ** row);
    const returns = compounded.subarray(1).map((value, row) => value / compounded[row] - 1);
    expect(sharpe(returns, 252).ratio).toBeNaN();
  });
});

describe('historicalTailRisk', () => {
  const returns = Float64Array.from({ length: 100 }, (_, row) => (row - 50) / 1000);

  it('takes exactly the worst five of a hundred', () => {
    const tail = historicalTailRisk(returns, 0.95);
    expect(tail.valueAtRisk).toBe(0.046);
    expect(tail.conditionalValueAtRisk).toBeCloseTo(0.048, 12);
  });

  it('weighs the last return of a broken tail by its part', () => {
    // k = 2.5: (0.050 + 0.049 + ½ · 0.048) / 2.5
    const tail = historicalTailRisk(returns.subarray(0, 50), 0.95);
    expect(tail.valueAtRisk).toBe(0.048);
    expect(tail.conditionalValueAtRisk).toBeCloseTo(0.0492, 12);
  });

  it('is that of the sorted returns, however many are in the tail', () => {
    const value = fc.oneof(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(-0.5, 0, 0.5),
    );
    const some = fc.array(value, { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(some, fc.constantFrom(0.5, 0.8, 0.95, 0.99), (values, confidence) => {
        const sorted = values.toSorted((a, b) => a - b);
        const { valueAtRisk } = historicalTailRisk(Float64Array.from(values), confidence);
        const place = Math.max(Math.ceil(values.length * (1 - confidence) - 1e-9), 1) - 1;
        expect(valueAtRisk + sorted[place]).toBe(0);
        expect(historicalTailRisk(Float64Array.from(sorted), confidence)).toEqual(
          historicalTailRisk(Float64Array.from(values), confidence),
        );
      }),
    );
  });

  it('never has a CVaR under its VaR', () => {
    const some = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(some, fc.double({ min: 0.5, max: 0.99, noNaN: true }), (values, confidence) => {
        const tail = historicalTailRisk(Float64Array.from(values), confidence);
        expect(tail.conditionalValueAtRisk).toBeGreaterThanOrEqual(tail.valueAtRisk - 1e-12);
      }),
    );
  });
});

describe('bootstrapInterval', () => {
  const options = (seed: number) => ({
    random: new Random(seed),
    resamples: 1000,
    confidence: 0.95,
  });

  it('is as wide as theory says for a mean of independent values', () => {
    const { low, high } = bootstrapInterval(normals(1000, 0, 1, 5), mean, options(1));
    const ratio = (high - low) / (2 * 1.96 * Math.sqrt(1 / 1000));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  it('is wider where neighbours depend on each other', () => {
    const noise = normals(2000, 0, 1, 6);
    let level = 0;
    const dependent = noise.map((value) => (level = 0.6 * level + 0.8 * value));
    const width = (values: Float64Array) => {
      const { low, high } = bootstrapInterval(values, mean, options(2));
      return high - low;
    };
    // The mean's spread of this process is twice that of independent values of the same variance.
    expect(width(dependent) / width(noise)).toBeGreaterThan(1.5);
  });

  it('repeats itself with the same seed', () => {
    const values = normals(50, 0, 1, 7);
    expect(bootstrapInterval(values, mean, options(3))).toEqual(
      bootstrapInterval(values, mean, options(3)),
    );
  });
});
