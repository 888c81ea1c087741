import type { PortfolioConfig } from '#config';
import {
  type AllocationAttempt,
  type AllocationProblem,
  CLOSED_FORM,
} from '../allocation-problem.ts';
import { blackLitterman, impliedRiskAversion, type View } from './black-litterman.ts';
import { equalWeight } from './equal-weight.ts';
import { hierarchicalRiskParity } from './hierarchical-risk-parity.ts';
import { maxSharpe } from './max-sharpe.ts';
import { meanVariance, minVariance } from './mean-variance.ts';
import { minCvar } from './min-cvar.ts';
import { withinLimits } from './projection.ts';
import { riskParity } from './risk-parity.ts';

/** What some methods look at besides the problem. */
export interface Opinions {
  /** A year, fraction. */
  readonly riskFreeRate: number;
  /** [assets]; null when no model has forecast any */
  readonly forecastWeights: Float64Array | null;
  /** Sizes in the market, any unit, ≥ 0, [assets] */
  readonly marketWeights: Float64Array;
  readonly views: readonly View[];
}

/** Weights by the method that the settings name. */
export function attemptWeights(
  problem: AllocationProblem,
  settings: PortfolioConfig,
  opinions: Opinions,
): AllocationAttempt {
  const { riskAversion, targetReturn, cvarLevel, linkage } = settings;
  switch (settings.method) {
    case 'mean-variance':
      return meanVariance(problem, riskAversion);
    case 'min-variance':
      return minVariance(problem, riskAversion, targetReturn);
    case 'risk-parity':
      return riskParity(problem);
    case 'equal-weight':
      return equalWeight(problem);
    case 'max-sharpe':
      return maxSharpe(problem, opinions.riskFreeRate);
    case 'hrp':
      return hierarchicalRiskParity(problem, linkage);
    case 'min-cvar':
      return minCvar(problem, cvarLevel, targetReturn);
    case 'black-litterman':
      return byViews(problem, settings, opinions);
    case 'ppo':
      return byForecast(problem, opinions.forecastWeights);
  }
}

/** The greatest utility under the posterior of Black and Litterman, at the market's risk aversion. */
function byViews(
  problem: AllocationProblem,
  { blackLitterman: settings, riskAversion }: PortfolioConfig,
  { marketWeights, riskFreeRate, views }: Opinions,
): AllocationAttempt {
  const { assets, covariance, expectedReturns } = problem;
  const total = marketWeights.reduce((sum, size) => sum + size, 0);
  const market = marketWeights.map((size) => (total > 0 ? size / total : 1 / assets));
  const inputs = { covariance, expectedReturns, marketWeights: market, riskFreeRate };
  const aversion = settings.riskAversion ?? impliedRiskAversion(inputs, riskAversion);
  const { tau } = settings;
  const belief = blackLitterman({ ...inputs, assets, riskAversion: aversion, tau, views });
  const believed = { expectedReturns: belief.posterior, covariance: belief.covariance };
  const attempt = meanVariance({ ...problem, ...believed }, aversion);
  return attempt.kind === 'found' ? { ...attempt, believed } : attempt;
}

function byForecast(problem: AllocationProblem, forecast: Float64Array | null): AllocationAttempt {
  if (forecast === null || !forecast.every(Number.isFinite)) {
    const reason = 'no model has forecast weights';
    return { kind: 'failed', reason, certificate: null };
  }
  return withinLimits(problem, forecast, CLOSED_FORM);
}
