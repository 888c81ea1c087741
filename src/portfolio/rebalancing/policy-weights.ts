import { allocationWeights, type Forecast } from '#base';

/** The model whose scores are preferences between assets and cash. */
export const POLICY_MODEL = 'ppo';

/**
 * Shares of wealth that an agent gives each asset, by its scores; what they lack to 1 is cash.
 *
 * @returns NaN where it has no score [assets]; null where it has none at all
 */
export function policyWeights(forecasts: readonly Forecast[]): Float64Array | null {
  const policy = forecasts.find(({ model }) => model === POLICY_MODEL);
  if (policy === undefined) return null;
  // Forecasts are scores in units of σ; the agent's own are what it was trained to make weights of.
  const scores = policy.expectedSigma.map((value) => value / policy.slope);
  if (!scores.some(Number.isFinite)) return null;
  const known = scores.map((score) => (Number.isFinite(score) ? score : Number.NEGATIVE_INFINITY));
  const weights = allocationWeights(known);
  return scores.map((score, asset) => (Number.isFinite(score) ? weights[asset] : Number.NaN));
}
