import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import {
  giniMeanDifference,
  lowerPartialMoment,
  meanAbsoluteDeviation,
  semiDeviation,
} from './dispersion.ts';
import { drawdownRisk } from './drawdown.ts';
import { entropicValueAtRisk } from './entropic-value-at-risk.ts';
import { excessKurtosis, mean, skewness, standardDeviation } from './moments.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { cornishFisherTailRisk, normalTailRisk } from './parametric-tail-risk.ts';
import { historicalTailRisk } from './value-at-risk.ts';

const of = (...values: number[]) => Float64Array.of(...values);

function samples(count: number, seed: number, shape = (normal: number) => normal): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => shape(random.normal()));
}

describe('normalQuantile', () => {
  it('equals the values of tables', () => {
    expect(normalQuantile(0.05)).toBeCloseTo(-1.6448536269514722, 13);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.01)).toBeCloseTo(-2.3263478740408408, 12);
    expect(normalQuantile(0.5)).toBe(0);
  });

  it('undoes the distribution function, and is NaN outside (0, 1)', () => {
    for (let x = -3.7; x < 3.7; x += 0.1) expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 9);
    for (const p of [0, 1, -1, Number.NaN]) expect(normalQuantile(p)).toBeNaN();
  });
});

describe('normalTailRisk', () => {
  it('is −mean + 1.645 and 2.063 deviations at 95%', () => {
    const returns = of(-0.02, 0.01, 0.04, -0.01);
    const { valueAtRisk, conditionalValueAtRisk } = normalTailRisk(returns, 0.95);
    const deviation = standardDeviation(returns);
    expect(valueAtRisk).toBeCloseTo(1.6448536269514722 * deviation - 0.005, 13);
    expect(conditionalValueAtRisk).toBeCloseTo(2.0627128075074 * deviation - 0.005, 12);
    expect(normalTailRisk(of(0.1), 0.95).valueAtRisk).toBeNaN();
  });
});

/** Signs of the slope of the expansion at −6 deviations, half-way to the 5% quantile, and there. */
function slopes(returns: Float64Array): number[] {
  const skew = skewness(returns);
  const kurtosis = excessKurtosis(returns);
  return [-6, -3.82, -1.645].map((z) =>
    Math.sign(
      1 + (z * skew) / 3 + ((z ** 2 - 1) * kurtosis) / 8 - ((6 * z ** 2 - 5) * skew ** 2) / 36,
    ),
  );
}

describe('cornishFisherTailRisk', () => {
  it('equals the mean of its quantiles, summed over the tail', () => {
    const returns = samples(500, 1, (x) => x - 0.1 * x * x + 0.04 * x ** 3);
    const skew = skewness(returns);
    const kurtosis = excessKurtosis(returns);
    const quantile = (z: number) =>
      z +
      ((z ** 2 - 1) * skew) / 6 +
      ((z ** 3 - 3 * z) * kurtosis) / 24 -
      ((2 * z ** 3 - 5 * z) * skew ** 2) / 36;
    const steps = 20_000;
    let sum = 0;
    for (let row = 0; row < steps; row++) {
      sum += quantile(normalQuantile((0.05 * (row + 0.5)) / steps));
    }
    const { valueAtRisk, conditionalValueAtRisk } = cornishFisherTailRisk(returns, 0.95);
    const loss = (deviations: number) => -(mean(returns) + standardDeviation(returns) * deviations);
    expect(valueAtRisk).toBeCloseTo(loss(quantile(-1.6448536269514722)), 12);
    expect(conditionalValueAtRisk / loss(sum / steps)).toBeCloseTo(1, 4);
  });

  it('is near the normal one without skew and fat tails', () => {
    const returns = samples(20_000, 2);
    const corrected = cornishFisherTailRisk(returns, 0.95);
    const normal = normalTailRisk(returns, 0.95);
    expect(corrected.valueAtRisk / normal.valueAtRisk).toBeCloseTo(1, 1);
    expect(corrected.conditionalValueAtRisk / normal.conditionalValueAtRisk).toBeCloseTo(1, 1);
  });

  it('is NaN where the expansion falls, and where too little is known', () => {
    const skewed = samples(300, 3, (x) => Math.exp(2 * x));
    const shaped = (length: number, shape: (wait: number) => number) =>
      Float64Array.from({ length }, (_, row) => shape(-Math.log(1 - (row + 0.5) / length)));
    const bent = shaped(200, (wait) => wait ** 0.6 + 0.05 * wait ** 2);
    expect(slopes(bent), 'rises at both ends of the tail and falls between').toEqual([1, -1, 1]);
    const peaked = shaped(400, (wait) => wait + 0.02 * wait ** 3);
    expect(slopes(peaked), 'falls at the quantile only').toEqual([1, 1, -1]);
    const wide = shaped(100, (wait) => wait ** 0.8);
    expect(slopes(wide), 'falls far out').toEqual([-1, -1, 1]);
    const thin = Float64Array.from({ length: 100 }, (_, row) => (row % 2 === 0 ? 1 : -1));
    for (const returns of [
      skewed,
      bent,
      peaked,
      wide,
      thin,
      of(1, 2, 3),
      new Float64Array(9),
      of(),
    ]) {
      expect(cornishFisherTailRisk(returns, 0.95).valueAtRisk).toBeNaN();
      expect(cornishFisherTailRisk(returns, 0.95).conditionalValueAtRisk).toBeNaN();
    }
  });
});

describe('entropicValueAtRisk', () => {
  it('is −mean + σ √(−2 ln(1 − c)) for a normal sample', () => {
    const returns = samples(200_000, 4, (x) => 0.001 + 0.01 * x);
    expect(entropicValueAtRisk(returns, 0.95)).toBeCloseTo(
      0.01 * Math.sqrt(-2 * Math.log(0.05)) - 0.001,
      3,
    );
  });

  it('is the worst loss where the tail holds no more than that', () => {
    expect(entropicValueAtRisk(of(-0.3, 0.1, 0.2), 0.95)).toBe(0.3);
    expect(entropicValueAtRisk(new Float64Array(50).fill(0.1), 0.95)).toBe(-0.1);
    expect(entropicValueAtRisk(of(), 0.95)).toBeNaN();
    expect(entropicValueAtRisk(of(0, 0, -5e-324), 0.5), 'squares that vanish').toBeCloseTo(0, 12);
  });

  it('lies between CVaR and the worst loss, and is the least bound there is', () => {
    const some = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(some, fc.double({ min: 0.5, max: 0.99, noNaN: true }), (values, confidence) => {
        const returns = Float64Array.from(values);
        const bound = entropicValueAtRisk(returns, confidence);
        const { conditionalValueAtRisk } = historicalTailRisk(returns, confidence);
        expect(bound).toBeGreaterThanOrEqual(conditionalValueAtRisk - 1e-9);
        expect(bound).toBeLessThanOrEqual(-Math.min(...values) + 1e-9);
        for (const tilt of [0.1, 1, 3, 10, 30]) {
          const exponential = mean(returns.map((value) => Math.exp(-tilt * value)));
          const other = (Math.log(exponential) - Math.log(1 - confidence)) / tilt;
          expect(bound).toBeLessThanOrEqual(other + 1e-9);
        }
      }),
    );
  });
});

describe('spreads and drawdowns', () => {
  it('equal the values worked out by hand', () => {
    const values = of(1, 2, 3, 6);
    expect(meanAbsoluteDeviation(values)).toBe(1.5);
    expect(semiDeviation(values)).toBeCloseTo(Math.sqrt(5 / 3), 14);
    expect(lowerPartialMoment(values, 3)).toBe(0.75);
    expect(giniMeanDifference(of(6, 1, 3, 2))).toBeCloseTo(16 / 6, 14);
    const fall = drawdownRisk(of(0, 0.1, 0.3, 0), 0.5);
    expect(fall.average).toBe(0.1);
    expect(fall.atRisk).toBe(0.1);
    expect(fall.conditionalAtRisk).toBe(0.2);
    expect(fall.ulcerIndex).toBeCloseTo(Math.sqrt(0.025), 14);
  });

  it('are NaN where there is too little', () => {
    expect([
      meanAbsoluteDeviation(of()),
      semiDeviation(of(1)),
      lowerPartialMoment(of(), 0),
      giniMeanDifference(of(1)),
      drawdownRisk(of(), 0.95).ulcerIndex,
    ]).toEqual(new Array(5).fill(Number.NaN));
  });
});
