import { factorCholesky, solveCholesky } from '../solver/cholesky.ts';
import { dot } from '../solver/vectors.ts';

/** An opinion on the return of a portfolio. */
export interface View {
  /** Weights of the portfolio it is about, [assets]: 1 at an asset, or 1 and −1 at two of them. */
  readonly portfolio: Float64Array;
  /** Expected return of that portfolio a year. */
  readonly expectedReturn: number;
  /**
   * 0…1; a half is He and Litterman's, as sure as the prior is. At 0 the view says nothing, at 1 the
   * posterior has it exactly.
   */
  readonly confidence: number;
}

export interface BlackLittermanInputs {
  readonly assets: number;
  /** A year, positive definite, [assets, assets] */
  readonly covariance: Float64Array;
  /** Shares of the market, Σ = 1 */
  readonly marketWeights: Float64Array;
  readonly riskAversion: number;
  /** Uncertainty of the prior mean, as a share of the covariance, > 0. */
  readonly tau: number;
  readonly views: readonly View[];
}

/** Expected returns and covariance before and after the views. */
export interface BlackLittermanPosterior {
  /** π = δ·Σ·w_market, a year */
  readonly prior: Float64Array;
  readonly posterior: Float64Array;
  /** Σ plus the uncertainty of the posterior mean. */
  readonly covariance: Float64Array;
}

/**
 * The returns at which the market would be in equilibrium, moved by views.
 *
 *   μ = π + τΣPᵀ·(P·τΣ·Pᵀ + Ω)⁻¹·(q − Pπ),  M = τΣ − τΣPᵀ·(P·τΣ·Pᵀ + Ω)⁻¹·P·τΣ
 *   Ω = diag(τ·pΣpᵀ·(1 − c) / c) for a view of confidence c
 *
 * @see He and Litterman, The intuition behind Black-Litterman model portfolios, 1999
 * @see Walters, The Black-Litterman model in detail, 2014, on confidences
 */
export function blackLitterman(inputs: BlackLittermanInputs): BlackLittermanPosterior {
  const { assets, covariance, marketWeights, riskAversion, tau } = inputs;
  const prior = times(covariance, marketWeights).map((value) => riskAversion * value);
  const views = inputs.views.filter(({ confidence }) => confidence > 0);
  const count = views.length;
  const spreads = views.map(({ portfolio }) =>
    times(covariance, portfolio).map((value) => tau * value),
  );
  const system = new Float64Array(count * count);
  const miss = new Float64Array(count);
  views.forEach(({ portfolio, expectedReturn, confidence }, i) => {
    spreads.forEach((spread, j) => {
      system[i * count + j] = dot(portfolio, spread);
    });
    const own = system[i * count + i];
    // Views that say the same twice, both for certain, still leave a matrix that can be solved.
    system[i * count + i] = own + own * Math.max((1 - confidence) / confidence, 1e-12);
    miss[i] = expectedReturn - dot(portfolio, prior);
  });
  if (count > 0 && !factorCholesky(system, count)) {
    return { prior, posterior: prior.slice(), covariance: covariance.slice() };
  }
  solveCholesky(system, count, miss);
  const posterior = prior.map((value, at) =>
    spreads.reduce((sum, spread, view) => sum + spread[at] * miss[view], value),
  );
  const uncertain = covariance.map((value) => (1 + tau) * value);
  for (let at = 0; at < assets; at++) {
    const known = Float64Array.from(spreads, (spread) => spread[at]);
    solveCholesky(system, count, known);
    for (let other = 0; other < assets; other++) {
      for (let view = 0; view < count; view++) {
        uncertain[at * assets + other] -= known[view] * spreads[view][other];
      }
    }
  }
  return { prior, posterior, covariance: uncertain };
}

/**
 * The risk aversion at which the market holds what it holds, (μᵀw − r) / wᵀΣw.
 *
 * @returns > 0, or `otherwise` where the market's excess return is not positive
 */
export function impliedRiskAversion(
  {
    covariance,
    expectedReturns,
    marketWeights,
    riskFreeRate,
  }: {
    readonly covariance: Float64Array;
    readonly expectedReturns: Float64Array;
    readonly marketWeights: Float64Array;
    readonly riskFreeRate: number;
  },
  otherwise: number,
): number {
  const excess = dot(expectedReturns, marketWeights) - riskFreeRate;
  const implied = excess / dot(marketWeights, times(covariance, marketWeights));
  return implied > 0 && Number.isFinite(implied) ? implied : otherwise;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return Float64Array.from(vector, (_, row) =>
    dot(matrix.subarray(row * size, (row + 1) * size), vector),
  );
}
