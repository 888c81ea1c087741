import { assert } from '#base';

/** How likely each asset's joint outcome of a bar is, in one regime. */
export interface ReturnLaw {
  /** Probabilities of outcomes, with sum 1. */
  readonly probabilities: readonly number[];
  /** Simple returns of every asset by outcome, fraction. */
  readonly returns: readonly (readonly number[])[];
}

export interface FactorLawOptions {
  /** Expected returns a bar, fraction. */
  readonly drift: readonly number[];
  /** Deviations a bar, fraction. */
  readonly volatility: readonly number[];
  /** Of each asset with the market, −1…1. */
  readonly loading: readonly number[];
}

/**
 * Returns of a bar with as many coins as assets and one for the market, all fair and independent:
 * r_i = μ_i + σ_i (β_i m + √(1 − β_i²) e_i), m and e_i = ±1.
 */
export function factorLaw({ drift, volatility, loading }: FactorLawOptions): ReturnLaw {
  const coins = drift.length + 1;
  const outcomes = 2 ** coins;
  const returns = Array.from({ length: outcomes }, (_, outcome) =>
    drift.map((mean, asset) => {
      const market = sideOf(outcome, coins - 1);
      const own = sideOf(outcome, asset);
      const shock = loading[asset] * market + Math.sqrt(1 - loading[asset] ** 2) * own;
      return mean + volatility[asset] * shock;
    }),
  );
  return { probabilities: new Array<number>(outcomes).fill(1 / outcomes), returns };
}

function sideOf(outcome: number, coin: number): number {
  return (outcome >> coin) % 2 === 0 ? 1 : -1;
}

/**
 * Expected log growth of a bar, exactly: Σ_o p_o ln(1 + Σ_i w_i r_oi).
 *
 * @param weights - [assets + 1], cash last, which earns nothing
 */
export function expectedGrowth(law: ReturnLaw, weights: ArrayLike<number>): number {
  return law.returns.reduce(
    (total, returns, outcome) =>
      total + law.probabilities[outcome] * Math.log1p(gainOf(returns, weights)),
    0,
  );
}

function gainOf(returns: readonly number[], weights: ArrayLike<number>): number {
  return returns.reduce((total, value, asset) => total + weights[asset] * value, 0);
}

/** Relative growth left on the table at which the search stops. */
const GAP = 1e-12;
const MOST_STEPS = 200_000;

/**
 * Weights ≥ 0 with sum 1 that grow fastest, by Cover's multiplicative rule.
 *
 * w_i ← w_i · E[(1 + r_i) / (1 + w·r)]. It climbs at every step, and max_i ln E[…] bounds what is still
 * to be gained, which proves the result.
 *
 * @returns [assets + 1], cash last
 * @see Cover, An Algorithm for Maximizing Expected Log Investment Return, 1984
 */
export function growthOptimalWeights(law: ReturnLaw): Float64Array {
  const assets = law.returns[0].length;
  const weights = new Float64Array(assets + 1).fill(1 / (assets + 1));
  for (let step = 0; step < MOST_STEPS; step++) {
    const factors = new Float64Array(assets + 1);
    law.returns.forEach((returns, outcome) => {
      const share = law.probabilities[outcome] / (1 + gainOf(returns, weights));
      for (let at = 0; at <= assets; at++) {
        factors[at] += share * (at < assets ? 1 + returns[at] : 1);
      }
    });
    if (Math.log(Math.max(...factors)) < GAP) return weights;
    factors.forEach((factor, at) => (weights[at] *= factor));
  }
  assert(false, `the growth-optimal weights are found in ${MOST_STEPS} steps`);
}

/** The law of a bar whose regime is not known: a mixture. */
export function mixedLaw(laws: readonly ReturnLaw[], shares: readonly number[]): ReturnLaw {
  return {
    probabilities: laws.flatMap((law, at) => law.probabilities.map((p) => p * shares[at])),
    returns: laws.flatMap((law) => law.returns),
  };
}
