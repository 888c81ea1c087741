import type { PortfolioConfig, TradingConfig } from '#config';
import type { Allocation } from './allocation.ts';
import type { AllocationInputs } from './allocation-inputs.ts';
import type { AllocationAttempt, AllocationProblem, Beliefs } from './allocation-problem.ts';
import { cascade } from './cascade.ts';
import { estimateMarket } from './market-estimate.ts';
import { limitsOf } from './limits/configured-limits.ts';
import { limitsOfRest, limitViolation, type PortfolioLimits } from './limits/portfolio-limits.ts';
import { attemptWeights } from './methods/attempt-weights.ts';
import type { View } from './methods/black-litterman.ts';
import { usableAssets } from './usable-assets.ts';

/**
 * Chooses the weights of a portfolio.
 *
 * It never throws for what is in the data: where the method fails, or its solver's certificate is not
 * good enough, the weights are the previous ones if they meet the limits, else those of hierarchical risk
 * parity, else equal ones, and `reason` says why.
 */
export class PortfolioOptimizer {
  readonly #settings: PortfolioConfig;
  readonly #groups: TradingConfig['groups'];

  constructor(settings: PortfolioConfig, groups: TradingConfig['groups']) {
    this.#settings = settings;
    this.#groups = groups;
  }

  optimize(inputs: AllocationInputs): Allocation {
    const settings = this.#settings;
    const { symbols } = inputs;
    const size = symbols.length;
    const all: PortfolioLimits = { ...limitsOf(settings, this.#groups, symbols), ...inputs.limits };
    const previous = soundOrNull(inputs.previousWeights, size);
    const { kept, returns, leftOut } = usableAssets(inputs);
    const held = weightsNearestZero(all, kept);
    const pick = (values: Float64Array) => Float64Array.from(kept, (asset) => values[asset]);
    const pickOrNull = (values: Float64Array | null | undefined) => (values ? pick(values) : null);
    const estimate = estimateMarket(returns, {
      settings,
      barsPerYear: inputs.barsPerYear,
      expectedReturns: pickOrNull(inputs.expectedReturns),
    });
    const problem: AllocationProblem = {
      assets: kept.length,
      expectedReturns: estimate.expectedReturns,
      covariance: estimate.covariance,
      returns,
      barsPerYear: inputs.barsPerYear,
      limits: limitsOfRest(all, kept, held, previous),
      previous: pickOrNull(previous),
      costs: pick(costsOf(inputs)),
    };
    const attempt: AllocationAttempt =
      kept.length === 0
        ? { kind: 'failed', reason: 'no asset has returns to go by', certificate: null }
        : attemptWeights(problem, settings, {
            riskFreeRate: inputs.riskFreeRate,
            forecastWeights: pickOrNull(inputs.forecastWeights),
            marketWeights: pick(marketSizes(settings, symbols)),
            views: viewsOf(settings, inputs, kept),
          });
    const chosen = cascade(problem, settings, attempt);
    const weights = held;
    kept.forEach((asset, at) => {
      weights[asset] = chosen.weights[at];
    });
    return {
      method: settings.method,
      used: chosen.used,
      reason: chosen.reason,
      weights,
      limitViolation: Math.max(0, limitViolation(weights, all, previous)),
      ...outlook(chosen.weights, chosen.believed ?? estimate, inputs.riskFreeRate),
      riskShares: widened(
        riskShares(chosen.weights, (chosen.believed ?? estimate).covariance),
        kept,
        size,
      ),
      certificate: chosen.certificate,
      covariance: estimate.report,
      leftOut,
    };
  }
}

/** A weight beyond this is an error of whoever keeps the account. */
const LARGEST_WEIGHT = 1e6;

/** Weights that can be relied on, or none. */
function soundOrNull(weights: Float64Array | null | undefined, size: number): Float64Array | null {
  return weights?.length === size && weights.every((weight) => Math.abs(weight) <= LARGEST_WEIGHT)
    ? weights
    : null;
}

/** What an asset holds that no weight is chosen for: nothing, or as near to it as its bounds allow. */
function weightsNearestZero(
  { lower, upper }: PortfolioLimits,
  kept: readonly number[],
): Float64Array {
  const isKept = new Set(kept);
  return lower.map((least, asset) =>
    isKept.has(asset) ? 0 : Math.min(Math.max(0, least), upper[asset]),
  );
}

function costsOf({ costs, symbols }: AllocationInputs): Float64Array {
  const charged = new Float64Array(symbols.length);
  costs?.forEach((cost, asset) => {
    if (cost > 0 && Number.isFinite(cost)) charged[asset] = cost;
  });
  return charged;
}

/** Sizes of all assets in the market; equal where the settings name none. */
function marketSizes(
  { blackLitterman }: PortfolioConfig,
  symbols: readonly string[],
): Float64Array {
  const sizes = blackLitterman.marketWeights;
  const isNamed = symbols.some((symbol) => (sizes[symbol] ?? 0) > 0);
  return Float64Array.from(symbols, (symbol) => (isNamed ? (sizes[symbol] ?? 0) : 1));
}

/** Opinions on the assets that are left. */
function viewsOf(
  { blackLitterman }: PortfolioConfig,
  { symbols, views = [] }: AllocationInputs,
  kept: readonly number[],
): readonly View[] {
  const named = kept.flatMap((asset, at) => {
    const expectedReturn = blackLitterman.views[symbols[asset]];
    if (expectedReturn === undefined) return [];
    const portfolio = new Float64Array(kept.length);
    portfolio[at] = 1;
    return [{ portfolio, expectedReturn, confidence: blackLitterman.viewConfidence }];
  });
  const given = views.map((view) => ({
    ...view,
    portfolio: Float64Array.from(kept, (asset) => view.portfolio[asset]),
  }));
  return [...named, ...given];
}

function outlook(
  weights: Float64Array,
  { expectedReturns, covariance }: Beliefs,
  riskFreeRate: number,
): Pick<Allocation, 'expectedReturn' | 'volatility' | 'sharpeRatio'> {
  let [expectedReturn, net, variance] = [0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    expectedReturn += weights[i] * expectedReturns[i];
    net += weights[i];
    for (let j = 0; j < weights.length; j++) {
      variance += weights[i] * weights[j] * covariance[i * weights.length + j];
    }
  }
  const volatility = Math.sqrt(Math.max(0, variance));
  const sharpeRatio = volatility > 0 ? (expectedReturn - riskFreeRate * net) / volatility : null;
  return { expectedReturn, volatility, sharpeRatio };
}

/** wᵢ·(Σw)ᵢ / wᵀΣw */
function riskShares(weights: Float64Array, covariance: Float64Array): Float64Array {
  const size = weights.length;
  const parts = weights.map((weight, row) => {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += covariance[row * size + at] * weights[at];
    return weight * sum;
  });
  const total = parts.reduce((sum, part) => sum + part, 0);
  return total > 0 ? parts.map((part) => part / total) : parts.fill(0);
}

function widened(values: Float64Array, kept: readonly number[], size: number): Float64Array {
  const wide = new Float64Array(size);
  kept.forEach((asset, at) => {
    wide[asset] = values[at];
  });
  return wide;
}
