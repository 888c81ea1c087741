import type { PortfolioConfig } from '#config';
import {
  type AllocationAttempt,
  type AllocationProblem,
  type Beliefs,
  type Certificate,
  CLOSED_FORM,
} from './allocation-problem.ts';
import { meetsLimits } from './limits/portfolio-limits.ts';
import { equalWeight, equalWeights } from './methods/equal-weight.ts';
import { hierarchicalRiskParity } from './methods/hierarchical-risk-parity.ts';

/** The weights taken in the end. */
export interface Cascaded {
  readonly used: PortfolioConfig['method'] | 'previous-weights';
  readonly reason: string | null;
  readonly weights: Float64Array;
  readonly certificate: Certificate;
  /** What the method believes in place of the estimates; null when nothing else. */
  readonly believed: Beliefs | null;
}

/**
 * The method's weights, or the first of these that can be had: the previous weights if they meet the
 * limits, hierarchical risk parity, equal weights, and equal weights against the limits.
 *
 * A certificate is that of the weights, except where they needed none: then it is that of the failure.
 */
export function cascade(
  problem: AllocationProblem,
  { method, linkage }: PortfolioConfig,
  attempt: AllocationAttempt,
): Cascaded {
  if (isUsable(attempt)) {
    const { weights, certificate, note, believed = null } = attempt;
    return { used: method, reason: note, weights, certificate, believed };
  }
  const why = attempt.kind === 'failed' ? attempt.reason : 'its weights break the limits';
  const failed = attempt.certificate ?? CLOSED_FORM;
  const { previous, limits } = problem;
  if (previous !== null && meetsLimits(previous, limits, previous)) {
    const reason = `${method}: ${why}; the previous weights are kept`;
    const weights = previous.slice();
    return { used: 'previous-weights', reason, weights, certificate: failed, believed: null };
  }
  const rules = [
    { used: 'hrp', run: () => hierarchicalRiskParity(problem, linkage) },
    { used: 'equal-weight', run: () => equalWeight(problem) },
  ] as const;
  for (const { used, run } of rules) {
    if (problem.assets === 0 || used === method) continue;
    const fallback = run();
    if (!isUsable(fallback)) continue;
    const note = fallback.note === null ? '' : `, ${fallback.note}`;
    const reason = `${method}: ${why}; ${used} instead${note}`;
    const { weights, certificate } = fallback;
    return { used, reason, weights, certificate, believed: null };
  }
  return {
    used: 'equal-weight',
    reason: `${method}: ${why}; equal weights, which break the limits`,
    weights: equalWeights(problem),
    certificate: failed,
    believed: null,
  };

  function isUsable(
    one: AllocationAttempt,
  ): one is Extract<AllocationAttempt, { readonly kind: 'found' }> {
    return one.kind === 'found' && meetsLimits(one.weights, problem.limits, problem.previous);
  }
}
