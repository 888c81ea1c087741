import {
  type AllocationAttempt,
  type AllocationProblem,
  CLOSED_FORM,
} from '../allocation-problem.ts';
import { withinLimits } from './projection.ts';

/** The same weight for every asset, net / n, moved into the limits. */
export function equalWeight(problem: AllocationProblem): AllocationAttempt {
  return withinLimits(problem, equalWeights(problem), CLOSED_FORM);
}

export function equalWeights({ assets, limits }: AllocationProblem): Float64Array {
  return new Float64Array(assets).fill(netAimedAt(limits.net) / assets);
}

/** The sum of weights that rules without limits aim at: 1, or what is nearest to it in the limits. */
export function netAimedAt({
  least,
  most,
}: {
  readonly least: number;
  readonly most: number;
}): number {
  return Math.min(Math.max(1, least), most);
}
