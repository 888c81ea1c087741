import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFiniteJson, EwVolatility, QuantError, Random } from '#base';
import { type ChangePointConfig, systemSchema } from '#config';
import { statefulContract } from '../../../tests/contracts/stateful.ts';
import { haveMarketData, readCloses } from '../../../tests/support/market-data.ts';
import { BayesianChangePointDetector } from './bayesian-change-point-detector.ts';
import { KnownVarianceRuns } from './known-variance-runs.ts';

const DEFAULTS = systemSchema.parse({}).features.changePoint;
const CLOSES_FILE = 'SPY_1d.csv';
const EXACT: ChangePointConfig = { ...DEFAULTS, maxHypotheses: null };

function normals(count: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.normal());
}

/** Levels and deviations that jump every 200 bars on average. */
function jumping(count: number, seed: number): number[] {
  const random = new Random(seed);
  let [mean, deviation] = [0, 1];
  return Array.from({ length: count }, () => {
    if (random.uniform() < 1 / 200) {
      [mean, deviation] = [1.5 * random.normal(), Math.exp(0.5 * random.normal())];
    }
    return mean + deviation * random.normal();
  });
}

/** Daily returns over the volatility known before them. */
function standardisedReturns(): [string, readonly number[]] {
  const volatility = new EwVolatility(32);
  const closes = [...readCloses(CLOSES_FILE).values()];
  const returns = closes.map((close, at) => {
    const known = volatility.value;
    volatility.update(close);
    return Math.log(close / closes[at - 1]) / known;
  });
  return ['returns', returns.filter(Number.isFinite).slice(0, 3000)];
}

function fed(values: readonly number[], settings = DEFAULTS): BayesianChangePointDetector {
  const detector = new BayesianChangePointDetector(settings);
  for (const value of values) detector.update(value);
  return detector;
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** Γ at whole and half numbers. */
function gamma(x: number): number {
  if (x === 0.5) return Math.sqrt(Math.PI);
  return x === 1 ? 1 : (x - 1) * gamma(x - 1);
}

/** Density of all of a run, from its moments. */
function runDensity(run: readonly number[], settings: ChangePointConfig): number {
  const { priorKappa: kappa, priorAlpha: alpha, priorBeta: beta } = settings;
  const n = run.length;
  const mean = sum(run) / n;
  const squares = sum(run.map((x) => (x - mean) ** 2));
  const scale = beta + 0.5 * squares + (0.5 * kappa * n * mean ** 2) / (kappa + n);
  return (
    ((gamma(alpha + 0.5 * n) / gamma(alpha)) * beta ** alpha * Math.sqrt(kappa / (kappa + n))) /
    (scale ** (alpha + 0.5 * n) * (2 * Math.PI) ** (0.5 * n))
  );
}

/** Every way to cut a series: joint density by the length of the last run. */
function byEnumeration(values: readonly number[], settings: ChangePointConfig): number[] {
  const hazard = 1 / settings.expectedRunBars;
  const joint = values.map(() => 0);
  for (let cuts = 0; cuts < 2 ** (values.length - 1); cuts++) {
    const starts = values.flatMap((_, at) => (at === 0 || (cuts >> (at - 1)) & 1 ? [at] : []));
    const runs = starts.map((start, at) => values.slice(start, starts[at + 1]));
    const prior = hazard ** (runs.length - 1) * (1 - hazard) ** (values.length - runs.length);
    const density = runs.reduce((product, run) => product * runDensity(run, settings), prior);
    joint[(runs.at(-1)?.length ?? 0) - 1] += density;
  }
  return joint;
}

describe('the exact posterior', () => {
  it('is that of every segmentation weighed on its own', () => {
    const settings = {
      ...EXACT,
      expectedRunBars: 6,
      priorKappa: 0.5,
      priorAlpha: 1.5,
      recentBars: 3,
    };
    for (let seed = 1; seed <= 5; seed++) {
      const values = normals(10, seed).map((value, at) => value + (at < 6 ? 0 : 4));
      const detector = new BayesianChangePointDetector(settings);
      for (const [at, value] of values.entries()) {
        const joint = byEnumeration(values.slice(0, at + 1), settings);
        const { score } = detector.update(value);
        const { runLengths, probabilities } = detector.runLengthPosterior();
        const evidence = sum(joint);
        expect([...runLengths]).toEqual(joint.map((_, length) => length + 1));
        for (const [length, density] of joint.entries()) {
          expect(probabilities[length]).toBeCloseTo(density / evidence, 12);
        }
        expect(detector.logEvidence).toBeCloseTo(Math.log(evidence), 11);
        expect(score).toBeCloseTo(sum(joint.slice(0, Math.min(3, at))) / evidence, 12);
        expect(detector.likeliestRunLength).toBe(joint.indexOf(Math.max(...joint)) + 1);
      }
    }
  });

  it('sums to 1 whatever is seen, kept whole or truncated', () => {
    const value = fc.oneof(
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(null, 8, 20),
        (values, maxHypotheses) => {
          const { runLengths, probabilities } = fed(values, {
            ...DEFAULTS,
            maxHypotheses,
          }).runLengthPosterior();
          expect(sum(probabilities)).toBeCloseTo(1, 12);
          expect([...runLengths]).toEqual([...runLengths].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('is empty before the first observation', () => {
    const detector = new BayesianChangePointDetector(DEFAULTS);
    expect(detector.runLengthPosterior().runLengths).toHaveLength(0);
    expect([detector.likeliestRunLength, detector.score, detector.severity]).toEqual([0, 0, 0]);
  });
});

describe('the score', () => {
  it('is 0 at the first observation, however odd, and small while nothing changes', () => {
    for (const first of [0, 50, -1e9]) {
      expect(new BayesianChangePointDetector(DEFAULTS).update(first).score).toBe(0);
    }
    const detector = new BayesianChangePointDetector(DEFAULTS);
    const scores = normals(2000, 1).map((value) => detector.update(value).score);
    expect(sum(scores) / scores.length).toBeLessThan(0.02);
  });

  it('does not exceed 1 by rounding where all belief is in recent runs', () => {
    const detector = new BayesianChangePointDetector(DEFAULTS);
    const scores = normals(1000, 21).map(
      (normal, at) => detector.update(at % 5 === 0 ? 1e6 * normal : normal).score,
    );
    expect(Math.max(...scores)).toBe(1);
  });

  it('forgets a change once it is older than the recent bars', () => {
    const detector = fed(normals(200, 2));
    const after = normals(20, 3).map((value) => detector.update(value + 6).score);
    expect(Math.max(...after.slice(0, 4))).toBeGreaterThan(0.95);
    expect(after[DEFAULTS.recentBars]).toBeLessThan(0.05);
  });
});

describe('the severity', () => {
  /** What the detector makes of 30 observations after 300 standard normal ones. */
  function severityAfter(next: (normal: number) => number, bars = 30, seed = 4): number {
    const detector = fed(normals(300, seed));
    for (const normal of normals(bars, seed + 1)) detector.update(next(normal));
    return detector.severity;
  }

  it('is 0 as long as a first run is all there can be', () => {
    expect(new BayesianChangePointDetector(DEFAULTS).update(3).severity).toBe(0);
    expect(severityAfter((normal) => normal)).toBeLessThan(0.05);
  });

  it('comes near the distance of the regimes, for shifts of the mean and of the variance', () => {
    const distance = (shift: number, ratio: number) =>
      2 *
      Math.SQRT2 *
      Math.asinh(Math.hypot(shift / Math.SQRT2, 1 - ratio) / (2 * Math.sqrt(ratio)));
    for (const [shift, ratio] of [
      [3, 1],
      [-6, 1],
      [0, 6],
      [4, 3],
    ]) {
      const found = severityAfter((normal) => shift + ratio * normal);
      expect(found / distance(shift, ratio)).toBeGreaterThan(0.6);
      expect(found / distance(shift, ratio)).toBeLessThan(1.3);
    }
  });

  it('notices that a market calms down', () => {
    const detector = fed(normals(300, 8));
    const found = normals(40, 9).map((normal) => detector.update(0.2 * normal).severity);
    expect(Math.max(...found)).toBeGreaterThan(0.4);
  });

  it('does not change with the units, when the prior has them too', () => {
    const values = jumping(300, 5);
    const one = new BayesianChangePointDetector(DEFAULTS);
    const scale = 1024;
    const other = new BayesianChangePointDetector({
      ...DEFAULTS,
      priorBeta: DEFAULTS.priorBeta * scale ** 2,
    });
    for (const value of values) {
      const expected = one.update(value);
      const found = other.update(scale * value);
      expect(found.score).toBeCloseTo(expected.score, 9);
      expect(found.severity).toBeCloseTo(expected.severity, 9);
    }
  });
});

describe('truncation', () => {
  it('never holds more hypotheses than it may, however long the history', () => {
    const detector = new BayesianChangePointDetector(DEFAULTS);
    for (const value of jumping(3000, 1)) {
      detector.update(value);
      const { runLengths, probabilities } = detector.runLengthPosterior();
      expect(runLengths.length).toBeLessThanOrEqual(20);
      expect(sum(probabilities)).toBeCloseTo(1, 12);
      const recent = [...runLengths.slice(0, DEFAULTS.recentBars)];
      expect(recent).toEqual(recent.map((_, length) => length + 1));
    }
  });

  it.each<[string, readonly number[]]>([
    ['noise', normals(3000, 11)],
    ['noise with jumps', jumping(3000, 12)],
    ...(haveMarketData(CLOSES_FILE) ? [standardisedReturns()] : []),
  ])('keeps score and severity near the exact ones on %s', (_name, values) => {
    const exact = new BayesianChangePointDetector(EXACT);
    const detector = new BayesianChangePointDetector(DEFAULTS);
    const offScore: number[] = [];
    const offSeverity: number[] = [];
    for (const value of values) {
      exact.update(value);
      detector.update(value);
      offScore.push(Math.abs(detector.score - exact.score));
      offSeverity.push(Math.abs(detector.severity - exact.severity));
    }
    expect(sum(offScore) / values.length).toBeLessThan(1.5e-4);
    expect(Math.max(...offScore)).toBeLessThan(0.03);
    expect(sum(offSeverity) / values.length).toBeLessThan(0.01);
    expect(Math.max(...offSeverity)).toBeLessThan(0.6);
    expect(Math.abs(detector.logEvidence - exact.logEvidence) / values.length).toBeLessThan(2e-4);
  });

  it('needs old runs to merge', () => {
    const settings = { ...DEFAULTS, recentBars: 8, maxHypotheses: 11 };
    expect(() => new BayesianChangePointDetector(settings)).toThrow('old runs');
  });

  it('changes nothing until there are more hypotheses than it keeps', () => {
    const values = normals(20, 13);
    expect(fed(values).runLengthPosterior()).toEqual(fed(values, EXACT).runLengthPosterior());
  });
});

describe('extremes', () => {
  const outlier = (size: number) => [...normals(300, 14), size, ...normals(100, 15)];

  it.each<[string, readonly number[]]>([
    ['values that never vary', Array.from({ length: 1200 }, () => 0.25)],
    ['zeros', Array.from({ length: 500 }, () => 0)],
    ['the largest and least numbers in turn', [1e300, -1e300, 1e300, 1e300, -1e300, 0, 1e-300]],
    ['one huge value', outlier(1e300)],
    ['one huge negative value', outlier(-1e300)],
    ['a market that dies', [...normals(100, 16), ...Array.from({ length: 300 }, () => 0)]],
    ['growth without end', Array.from({ length: 1000 }, (_, at) => 1.9 ** at)],
  ])('give finite verdicts and a score within [0, 1]: %s', (_name, values) => {
    for (const settings of [DEFAULTS, { ...DEFAULTS, maxHypotheses: 8 }, EXACT]) {
      const known = new KnownVarianceRuns({ location: 0, meanVariance: 4, variance: 1e-6 });
      for (const detector of [
        new BayesianChangePointDetector(settings),
        new BayesianChangePointDetector({ ...settings, priorBeta: 1e-6, priorAlpha: 1e-6 }),
        new BayesianChangePointDetector(settings, known),
      ]) {
        for (const value of values) {
          const { score, severity } = detector.update(value);
          expect(score >= 0 && score <= 1).toBe(true);
          expect(severity >= 0 && severity < 1e4).toBe(true);
          expect(Number.isFinite(detector.logEvidence)).toBe(true);
        }
        expect(sum(detector.runLengthPosterior().probabilities)).toBeCloseTo(1, 9);
        expect(() => encodeFiniteJson(detector.saveState())).not.toThrow();
      }
    }
  });

  it('are got over: after one huge value a jump is found as before', () => {
    const detector = fed(outlier(1e12));
    expect(detector.score).toBeLessThan(0.1);
    const scores = normals(5, 17).map((value) => detector.update(value + 6).score);
    expect(Math.max(...scores)).toBeGreaterThan(0.9);
  });

  it.each([Number.NaN, Infinity, -Infinity])('refuse %d and leave everything as it was', (x) => {
    const detector = fed(jumping(50, 18));
    const before = encodeFiniteJson(detector.saveState());
    const refused = (() => {
      try {
        return detector.update(x);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(refused).toBeInstanceOf(QuantError);
    expect(refused).toMatchObject({ code: 'features/bad-observation' });
    expect((refused as QuantError).message).toMatch(/^Observation 51 is -?(?:NaN|Infinity); /);
    expect(encodeFiniteJson(detector.saveState())).toBe(before);
  });
});

describe('state', () => {
  const values = jumping(90, 19);
  const step = (detector: BayesianChangePointDetector, at: number) => ({
    ...detector.update(values[at]),
    ...detector.runLengthPosterior(),
    likeliest: detector.likeliestRunLength,
    logEvidence: detector.logEvidence,
  });
  const models: [string, () => BayesianChangePointDetector][] = [
    ['a truncated detector', () => new BayesianChangePointDetector(DEFAULTS)],
    ['an exact detector', () => new BayesianChangePointDetector(EXACT)],
    [
      'a detector of known variance',
      () =>
        new BayesianChangePointDetector(
          DEFAULTS,
          new KnownVarianceRuns({ location: 0, meanVariance: 4, variance: 1 }),
        ),
    ],
  ];
  for (const [name, make] of models) statefulContract(name, { make, step, steps: 90 });

  it('is refused where it does not fit', () => {
    const state = fed(jumping(50, 22)).saveState();
    const smaller = new BayesianChangePointDetector({ ...DEFAULTS, maxHypotheses: 12 });
    expect(() => smaller.loadState(state)).toThrow('a saved detector fits');
  });

  it('stays small: 20 hypotheses in under 5 kB', () => {
    const text = encodeFiniteJson(fed(jumping(2000, 20)).saveState());
    expect(text.length).toBeLessThan(5000);
  });
});
