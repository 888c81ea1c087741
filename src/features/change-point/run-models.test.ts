import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { KnownVarianceRuns } from './known-variance-runs.ts';
import { logGammaRatio } from './log-gamma-ratio.ts';
import type { RunModel } from './run-model.ts';
import { StudentRuns } from './student-runs.ts';

const PRIOR = { location: 0.3, kappa: 1.5, alpha: 0.7, beta: 2.2 };

/** Log density of a whole run at once, from its moments. */
function studentEvidence(run: readonly number[]): number {
  const { location, kappa, alpha, beta } = PRIOR;
  const n = run.length;
  const mean = run.reduce((sum, x) => sum + x, 0) / n;
  const squares = run.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const scale = beta + 0.5 * squares + (0.5 * kappa * n * (mean - location) ** 2) / (kappa + n);
  let logGammas = 0;
  for (let half = 0; half < n; half++) logGammas += logGammaRatio(alpha + 0.5 * half);
  return (
    logGammas +
    alpha * Math.log(beta / scale) -
    0.5 * n * Math.log(2 * Math.PI * scale) +
    0.5 * Math.log(kappa / (kappa + n))
  );
}

function observed(model: RunModel, run: readonly number[]): number {
  const logWeight = new Float64Array(1);
  model.reserve(1);
  model.begin(0);
  for (const x of run) model.observe(x, 0, 1, logWeight);
  return logWeight[0];
}

describe('a run of unknown mean and variance', () => {
  it.each([1, 2, 30, 1023, 1025, 5000])(
    'predicts %d observations as likely as they are together',
    (count) => {
      const random = new Random(count);
      const run = Array.from({ length: count }, () => 5 + 3 * random.normal());
      const exact = studentEvidence(run);
      expect(Math.abs(observed(new StudentRuns(PRIOR), run) / exact - 1)).toBeLessThan(1e-13);
    },
  );

  it('ends with the scale of its parameters, whatever came in between', () => {
    const model = new StudentRuns(PRIOR);
    const random = new Random(7);
    const run = Array.from({ length: 3000 }, (_, at) => (at === 40 ? 1e9 : random.normal()));
    observed(model, run);
    const { location, kappa, alpha, beta } = PRIOR;
    const mean = run.reduce((sum, x) => sum + x, kappa * location) / (kappa + 3000);
    const squares = run.reduce((sum, x) => sum + (x - mean) ** 2, kappa * (mean - location) ** 2);
    const scale = ((beta + 0.5 * squares) * (kappa + 3001)) / ((alpha + 1500) * (kappa + 3000));
    expect(model.location[0] / mean).toBeCloseTo(1, 12);
    expect(model.squaredScale[0] / scale).toBeCloseTo(1, 12);
  });
});

describe('a run of known variance', () => {
  it('predicts observations as likely as they are together', () => {
    const prior = { location: 0.5, meanVariance: 9, variance: 2 };
    const run = [1.2, -0.4, 3.1, 2.2];
    // Jointly normal with covariance v₀ + σ² on the diagonal and v₀ off it.
    const n = run.length;
    const offs = run.map((x) => x - prior.location);
    const sum = offs.reduce((total, off) => total + off, 0);
    const squares = offs.reduce((total, off) => total + off * off, 0);
    const spread = prior.variance + n * prior.meanVariance;
    const logDeterminant = (n - 1) * Math.log(prior.variance) + Math.log(spread);
    const form = (squares - (prior.meanVariance * sum * sum) / spread) / prior.variance;
    const exact = -0.5 * (n * Math.log(2 * Math.PI) + logDeterminant + form);
    expect(observed(new KnownVarianceRuns(prior), run)).toBeCloseTo(exact, 12);
  });
});

describe.each<[string, () => RunModel]>([
  ['unknown variance', () => new StudentRuns(PRIOR)],
  ['known variance', () => new KnownVarianceRuns({ location: 0, meanVariance: 9, variance: 2 })],
])('two runs of %s that become one', (_name, make) => {
  const longAndShort = () => {
    const model = make();
    const random = new Random(3);
    model.reserve(2);
    model.begin(0);
    for (let at = 0; at < 400; at++) {
      if (at === 20) model.begin(1);
      model.observe(random.normal() + (at < 20 ? 2 : 0), 0, at < 20 ? 1 : 2, new Float64Array(2));
    }
    return model;
  };

  it('stay what they are when the other has no weight', () => {
    const [model, untouched] = [longAndShort(), longAndShort()];
    model.merge(0, 1, 1);
    expect(model.location[0]).toBe(untouched.location[0]);
    expect(model.squaredScale[0]).toBeCloseTo(untouched.squaredScale[0], 14);
    const continued = [model, untouched].map((runs) => {
      const logWeight = new Float64Array(1);
      runs.observe(1.7, 0, 1, logWeight);
      return [logWeight[0], runs.location[0], runs.squaredScale[0]];
    });
    for (const [at, value] of continued[0].entries()) {
      expect(value).toBeCloseTo(continued[1][at], 13);
    }
  });

  it('predict from between them', () => {
    const [model, untouched] = [longAndShort(), longAndShort()];
    model.merge(0, 1, 0.25);
    const [older, newer] = untouched.location;
    expect(older).not.toBeCloseTo(newer, 2);
    expect(model.location[0]).toBeCloseTo(0.25 * older + 0.75 * newer, 14);
  });
});

it('a mixture of distant runs becomes one as wide as the mixture', () => {
  const model = new StudentRuns(PRIOR);
  model.reserve(2);
  model.begin(0);
  model.begin(1);
  model.observe(9, 0, 1, new Float64Array(2));
  model.begin(1);
  for (let at = 0; at < 3; at++) model.observe(-2, 0, 2, new Float64Array(2));
  const [a, b] = model.location;
  const [u, v] = model.squaredScale;
  model.merge(0, 1, 0.4);
  expect(model.squaredScale[0]).toBeCloseTo(0.4 * u + 0.6 * v + 0.24 * (a - b) ** 2, 12);
});
