import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { readColumns } from '../../../tests/support/csv-columns.ts';
import { haveMarketData, MARKET_DATA_FOLDER } from '../../../tests/support/market-data.ts';
import { BayesianChangePointDetector } from './bayesian-change-point-detector.ts';
import { KnownVarianceRuns } from './known-variance-runs.ts';
import type { RunModel } from './run-model.ts';
import { StudentRuns } from './student-runs.ts';

const STEPS_FILE = join(import.meta.dirname, '../../../tests/golden/changepoint_steps.csv');
const RETURNS_FILE = '../golden/changepoint_SPY_2007_2009.csv';
const HAZARD = 1 / 100;
const DEFAULTS = systemSchema.parse({}).features.changePoint;
const EXACT = { ...DEFAULTS, expectedRunBars: 1 / HAZARD, maxHypotheses: null };
const NORMAL_INVERSE_GAMMA = { location: 0, kappa: 1, alpha: 0.1, beta: 0.1 };

/** Columns of a file that holds, for each observation, both programs' short-run mass and likeliest run. */
function readNumbers(path: string): readonly (readonly number[])[] {
  return [...readColumns(path).values()].map((cells) => cells.map(Number));
}

/** Both programs count the run that begins with the next observation as length 0, and it has the hazard. */
function expectEqual(
  model: RunModel,
  observations: readonly number[],
  shortMass: readonly number[],
  likeliest: readonly number[],
): void {
  const detector = new BayesianChangePointDetector(EXACT, model);
  for (const [at, x] of observations.entries()) {
    detector.update(x);
    const { runLengths, probabilities } = detector.runLengthPosterior();
    const short = probabilities.filter((_, run) => runLengths[run] <= 4);
    const mass = HAZARD + (1 - HAZARD) * short.reduce((sum, probability) => sum + probability, 0);
    expect(Math.abs(mass - shortMass[at]), `observation ${at}`).toBeLessThan(1e-8);
    expect(detector.likeliestRunLength, `observation ${at}`).toBe(likeliest[at]);
  }
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

describe('300 numbers whose mean jumps three times', () => {
  const columns = readNumbers(STEPS_FILE);
  const x = columns[1];

  it('have the posterior that bocd finds with known variance', () => {
    const model = new KnownVarianceRuns({ location: 0, meanVariance: 9, variance: 1 });
    expectEqual(model, x, columns[2], columns[3]);
  });

  it('have the posterior that bayesian_changepoint_detection finds with Student’s t', () => {
    expectEqual(new StudentRuns(NORMAL_INVERSE_GAMMA), x, columns[4], columns[5]);
  });

  it('raise the score above ½ within five observations of each jump and nowhere else, by default', () => {
    const detector = new BayesianChangePointDetector(DEFAULTS);
    const alarms = x.flatMap((value, at) => (detector.update(value).score > 0.5 ? [at] : []));
    const jumps = [75, 150, 225];
    const jumpBefore = (at: number) => jumps.findLast((jump) => jump <= at) ?? -Infinity;
    for (const jump of jumps) {
      expect(alarms.some((at) => at >= jump && at < jump + 5)).toBe(true);
    }
    for (const at of alarms) expect(at - jumpBefore(at)).toBeLessThanOrEqual(5);
  });
});

const present = haveMarketData(RETURNS_FILE);

describe.skipIf(!present)('returns of SPY, 2007 to 2009', () => {
  const columns = present ? readNumbers(join(MARKET_DATA_FOLDER, RETURNS_FILE)) : [];

  it('have the posterior that bocd finds with the variance of the first 60', () => {
    const known = variance(columns[1].slice(0, 60));
    const model = new KnownVarianceRuns({ location: 0, meanVariance: 9, variance: known });
    expectEqual(model, columns[1], columns[2], columns[3]);
  });

  it('have the posterior that bayesian_changepoint_detection finds with Student’s t', () => {
    expectEqual(new StudentRuns(NORMAL_INVERSE_GAMMA), columns[1], columns[4], columns[5]);
  });
});
