import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { problemOf } from '../../../tests/support/allocation-problem.ts';
import { readColumns } from '../../../tests/support/csv-columns.ts';
import { haveMarketData, MARKET_DATA_FOLDER } from '../../../tests/support/market-data.ts';
import type { AllocationAttempt, AllocationProblem } from './allocation-problem.ts';
import { type CovarianceMethod, estimateCovariance } from './covariance/estimate-covariance.ts';
import { ledoitWolfCovariance } from './covariance/ledoit-wolf.ts';
import { blackLitterman } from './methods/black-litterman.ts';
import { hierarchicalRiskParity } from './methods/hierarchical-risk-parity.ts';
import type { Linkage } from './methods/linkage.ts';
import { maxSharpe } from './methods/max-sharpe.ts';
import { meanVariance, minVariance } from './methods/mean-variance.ts';
import { minCvar } from './methods/min-cvar.ts';
import { riskParity } from './methods/risk-parity.ts';
import { PortfolioOptimizer } from './portfolio-optimizer.ts';
import type { ReturnMatrix } from './return-matrix.ts';

interface Estimator {
  readonly shrinkage: number | null;
  readonly trace: number;
  readonly corner: number[][];
}

interface Window {
  readonly first: string;
  readonly last: string;
  readonly bars: number;
  readonly means: number[];
  readonly covariance: number[][];
  readonly previous: number[];
  readonly weights: Record<string, number[]>;
  readonly estimators: Record<string, Estimator>;
  readonly blackLitterman: Posterior;
}

interface Posterior {
  readonly prior: number[];
  readonly posterior: number[];
  readonly covariance: number[][];
}

interface Golden {
  readonly assets: string[];
  readonly windows: Record<string, Window>;
  readonly made: {
    readonly returns: number[][];
    readonly span: number;
    readonly level: number;
    readonly estimators: Record<string, { covariance: number[][]; shrinkage: number | null }>;
    readonly fewBars: { bars: number; covariance: number[][]; shrinkage: number };
    readonly minCvar: number[];
    readonly blackLitterman: Posterior;
  };
}

const read = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../tests/golden', file), 'utf8'));
const GOLDEN: Golden = read('allocation.json');
const PANEL = read('portfolio_panel_2015_2019.json');

function matrixOf(rows: readonly (readonly number[])[]): ReturnMatrix {
  return { bars: rows.length, assets: rows[0].length, values: Float64Array.from(rows.flat()) };
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, most: number): void {
  expect(actual).toHaveLength(expected.length);
  const gaps = Array.from(expected, (value, at) => Math.abs(value - actual[at]));
  expect(Math.max(...gaps)).toBeLessThan(most);
}

function weightsOf(attempt: AllocationAttempt): Float64Array {
  if (attempt.kind === 'failed') throw new Error(attempt.reason);
  expect(attempt.certificate.kktResidual).toBeLessThan(1e-8);
  return attempt.weights;
}

/** A span in PyPortfolioOpt as a half life. */
const halfLifeOf = (span: number) => -1 / Math.log2(1 - 2 / (span + 1));

const METHODS: Readonly<
  Record<string, (problem: AllocationProblem, previous: Float64Array) => AllocationAttempt>
> = {
  'min-variance': (problem) => minVariance(problem, 1, null),
  'mean-variance': (problem) => meanVariance(problem, 5),
  'min-variance cap 0.1': (problem) => minVariance(capped(problem, 0.1), 1, null),
  'min-variance at median return': (problem) =>
    minVariance(problem, 1, median(problem.expectedReturns)),
  'max-sharpe': (problem) => maxSharpe(problem, 0),
  'max-sharpe cap 0.15': (problem) => maxSharpe(capped(problem, 0.15), 0),
  'mean-variance long/short': (problem) =>
    meanVariance({ ...problem, limits: { ...boxed(problem, -0.3, 0.3).limits, gross: 1.6 } }, 5),
  'mean-variance turnover 0.3': (problem, previous) =>
    meanVariance({ ...problem, previous, limits: { ...problem.limits, turnover: 0.3 } }, 5),
  'mean-variance cost 0.05': (problem, previous) =>
    meanVariance({ ...problem, previous, costs: new Float64Array(20).fill(0.05) }, 5),
  'min-variance groups': (problem) => {
    const first = { name: 'first', members: [0, 1, 2, 3, 4], least: 0.3, most: 1 };
    const second = { name: 'second', members: [5, 6, 7, 8, 9], least: 0, most: 0.2 };
    const limits = { ...problem.limits, groups: [first, second] };
    return minVariance({ ...problem, limits }, 1, null);
  },
  'risk-parity': riskParity,
};

const LINKAGES: readonly Linkage[] = ['single', 'average', 'complete', 'ward'];

function boxed(problem: AllocationProblem, least: number, most: number): AllocationProblem {
  const fill = (value: number) => new Float64Array(problem.assets).fill(value);
  return { ...problem, limits: { ...problem.limits, lower: fill(least), upper: fill(most) } };
}

const capped = (problem: AllocationProblem, most: number) => boxed(problem, 0, most);

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  return (sorted[(sorted.length >> 1) - 1] + sorted[sorted.length >> 1]) / 2;
}

describe.each(Object.entries(GOLDEN.windows))('weights of 20 stocks, %s', (_, window) => {
  const problem = problemOf(window.means, window.covariance.flat());
  const previous = Float64Array.from(window.previous);

  it.each(Object.entries(METHODS))('%s are those of cvxpy', (name, method) => {
    expectNear(weightsOf(method(problem, previous)), window.weights[name], 1e-6);
  });

  it.each(LINKAGES)('hierarchical risk parity by %s linkage is PyPortfolioOpt’s', (linkage) => {
    const weights = weightsOf(hierarchicalRiskParity(problem, linkage));
    expectNear(weights, window.weights[`hrp ${linkage}`], 1e-10);
  });

  it('Black and Litterman’s posterior is PyPortfolioOpt’s', () => {
    const view = (asset: number, expectedReturn: number) => {
      const portfolio = new Float64Array(20);
      portfolio[asset] = 1;
      return { portfolio, expectedReturn, confidence: 0.5 };
    };
    const found = blackLitterman({
      assets: 20,
      covariance: problem.covariance,
      marketWeights: previous,
      riskAversion: 2.5,
      tau: 0.05,
      views: [view(0, 0.2), view(1, 0.05)],
    });
    expectNear(found.prior, window.blackLitterman.prior, 1e-12);
    expectNear(found.posterior, window.blackLitterman.posterior, 1e-12);
    expectNear(found.covariance, window.blackLitterman.covariance.flat(), 1e-12);
  });
});

describe('estimators on made-up returns', () => {
  const { made } = GOLDEN;
  const returns = matrixOf(made.returns);

  it.each(Object.entries(made.estimators))(
    '%s is that of scikit-learn or PyPortfolioOpt',
    (name, expected) => {
      const method = name as CovarianceMethod;
      const { covariance, shrinkage } = estimateCovariance(returns, method, halfLifeOf(made.span));
      expectNear(covariance, expected.covariance.flat(), 1e-14);
      if (expected.shrinkage === null) expect(shrinkage).toBeNull();
      else expect(shrinkage).toBeCloseTo(expected.shrinkage, 10);
    },
  );

  it('Ledoit and Wolf’s holds with fewer bars than assets', () => {
    const few = matrixOf(made.returns.slice(0, made.fewBars.bars));
    const { covariance, shrinkage } = ledoitWolfCovariance(few);
    expectNear(covariance, made.fewBars.covariance.flat(), 1e-14);
    expect(shrinkage).toBeCloseTo(made.fewBars.shrinkage, 10);
  });

  it('the least conditional value at risk is HiGHS’s', () => {
    const problem = problemOf(new Float64Array(6), new Float64Array(36), { returns });
    expectNear(weightsOf(minCvar(problem, made.level, null)), made.minCvar, 1e-8);
  });

  it('confidences in views are Idzorek’s as PyPortfolioOpt has them', () => {
    const sample = estimateCovariance(returns, 'sample', 1).covariance.map((value) => 252 * value);
    const unit = (asset: number) =>
      Float64Array.from({ length: 6 }, (_, at) => Number(at === asset));
    const found = blackLitterman({
      assets: 6,
      covariance: sample,
      marketWeights: new Float64Array(6).fill(1 / 6),
      riskAversion: 2.5,
      tau: 0.05,
      views: [
        { portfolio: unit(0), expectedReturn: 0.2, confidence: 0.8 },
        { portfolio: unit(3), expectedReturn: -0.05, confidence: 0.25 },
      ],
    });
    expectNear(found.posterior, made.blackLitterman.posterior, 1e-12);
    expectNear(found.covariance, made.blackLitterman.covariance.flat(), 1e-12);
  });
});

/** Returns of the panel's stocks, the index left out. */
function panelReturns(first: string, last: string): ReturnMatrix {
  const columns = readColumns(join(MARKET_DATA_FOLDER, 'panel_daily.csv'));
  const days = columns.get('timestamp') ?? [];
  const closes = GOLDEN.assets.map((asset) => columns.get(asset) ?? []);
  const rows = days.flatMap((day, row) => (day >= first && day.slice(0, 10) <= last ? [row] : []));
  return matrixOf(
    rows
      .slice(1)
      .map((row) => closes.map((column) => Number(column[row]) / Number(column[row - 1]) - 1)),
  );
}

/** The whole way from returns to weights under settings. */
function optimized(returns: ReturnMatrix, portfolio: object) {
  return new PortfolioOptimizer(systemSchema.parse({ portfolio }).portfolio, {}).optimize({
    symbols: GOLDEN.assets,
    returns,
    barsPerYear: 252,
    riskFreeRate: 0,
  });
}

describe.skipIf(!haveMarketData('panel_daily.csv'))('from prices of 20 stocks', () => {
  const returns = panelReturns('2015-01-01', '2019-12-31');
  const expected: Readonly<Record<string, object>> = {
    'min_variance.cvxopt': { method: 'min-variance' },
    'max_sharpe.cvxopt': { method: 'max-sharpe' },
    'utility_gamma5.cvxopt': { method: 'mean-variance' },
    'min_variance_cap10pct.cvxopt': { method: 'min-variance', maxWeight: 0.1 },
    'equal_risk.lbfgsb': { method: 'risk-parity' },
    'min_cvar95.highs': { method: 'min-cvar' },
    'hrp_single.pypfopt': { method: 'hrp' },
  };

  it.each(Object.entries(expected))('2015 to 2019, %s', (name, settings) => {
    const { weights, used, reason, expectedReturn, volatility } = optimized(returns, settings);
    expect(reason).toBeNull();
    expect(used).toBe((settings as { method: string }).method);
    expectNear(
      weights,
      GOLDEN.assets.map((asset) => PANEL.weights[name][asset]),
      1e-6,
    );
    expect(expectedReturn).toBeCloseTo(PANEL.values[name].return, 6);
    expect(volatility).toBeCloseTo(PANEL.values[name].volatility, 6);
  });

  it('2015 to 2019, the point of the frontier at the median return', () => {
    const means = optimized(returns, { method: 'equal-weight' });
    expect(means.covariance.bars).toBe(PANEL.rows);
    const name = 'min_variance_at_median_return.cvxopt';
    const targetReturn = PANEL.values[name].return;
    const { weights } = optimized(returns, { method: 'min-variance', targetReturn });
    expectNear(
      weights,
      GOLDEN.assets.map((asset) => PANEL.weights[name][asset]),
      1e-6,
    );
  });

  it('2015 to 2019, Ledoit and Wolf’s covariance', () => {
    const { covariance } = ledoitWolfCovariance(returns);
    const { corner, trace }: Estimator = PANEL.values.ledoit_wolf;
    const found = [0, 1, 2].flatMap((row) =>
      Array.from(covariance.subarray(20 * row, 20 * row + 3)),
    );
    expectNear(
      found.map((value) => value * 252),
      corner.flat(),
      1e-10,
    );
    const sum = GOLDEN.assets.reduce((total, _, at) => total + covariance[21 * at], 0);
    expect(Math.abs(252 * sum - trace)).toBeLessThan(1e-10);
  });

  it.each(Object.entries(GOLDEN.windows))('%s: estimators and min-cvar', (_, window) => {
    const spans = panelReturns(window.first, window.last);
    expect(spans.bars).toBe(window.bars);
    for (const [name, expectedOf] of Object.entries(window.estimators)) {
      const method = name as CovarianceMethod;
      const { covariance, shrinkage } = estimateCovariance(spans, method, halfLifeOf(180));
      const found = [0, 1, 2].flatMap((row) =>
        Array.from(covariance.subarray(20 * row, 20 * row + 3), (value) => 252 * value),
      );
      expectNear(found, expectedOf.corner.flat(), 1e-10);
      if (expectedOf.shrinkage !== null) expect(shrinkage).toBeCloseTo(expectedOf.shrinkage, 10);
    }
    expectNear(optimized(spans, { method: 'min-cvar' }).weights, window.weights['min-cvar'], 1e-5);
  });
});
