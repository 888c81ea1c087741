import {
  absolute,
  add,
  asNumbers,
  clip,
  divide,
  exp,
  greater,
  maximum,
  mean,
  minimum,
  multiply,
  negate,
  type Parameters,
  sqrt,
  square,
  subtract,
  type Tensor,
} from '#tensor';
import type { ActorCritic } from './actor-critic.ts';
import { evaluateStates } from './evaluate-states.ts';
import type { PPOSettings } from './ppo-settings.ts';

/** What a minibatch is made of: all [b], but states [b, stateSize] and actions [b, actionSize]. */
export type MinibatchInput =
  | 'states'
  | 'actions'
  | 'oldLogProbs'
  | 'oldValues'
  | 'advantages'
  | 'returns';

export type PPOMetric = 'policyLoss' | 'valueLoss' | 'entropy' | 'approxKl' | 'clipFraction';

/** Keeps advantages that are all the same from dividing by zero. */
const SMALLEST_DEVIATION = 1e-8;

/**
 * PPO's loss of one minibatch and what to watch of it, each [].
 *
 * loss = policyLoss + valueWeight · valueLoss − entropyWeight · entropy, with ρ = π(a|s) / π_old(a|s):
 * - policyLoss = −mean min(ρ·Â, clip(ρ, 1 ± ε)·Â), Â the advantages of the minibatch, standardised;
 * - valueLoss = ½ mean max((V − R)², (V_old + clip(V − V_old, ±ε) − R)²);
 * - approxKl = mean (ρ − 1 − ln ρ), never negative; clipFraction: share of ρ outside 1 ± ε.
 *
 * @see Schulman et al., Proximal Policy Optimization Algorithms, 2017, eq. 7 and 9
 */
export function ppoLoss(
  policy: ActorCritic,
  { clipRange, valueWeight, entropyWeight }: PPOSettings,
): (
  parameters: Parameters,
  inputs: Readonly<Record<MinibatchInput, Tensor>>,
) => Readonly<Record<'loss' | PPOMetric, Tensor>> {
  return (parameters, { states, actions, oldLogProbs, oldValues, advantages, returns }) => {
    const { outputs, values } = evaluateStates(policy, parameters, states);
    const logRatio = subtract(policy.distribution.logProbs(outputs, actions), oldLogProbs);
    const ratio = exp(logRatio);
    const gain = standardised(advantages);
    const held = clip(ratio, 1 - clipRange, 1 + clipRange);
    const policyLoss = negate(mean(minimum(multiply(ratio, gain), multiply(held, gain))));

    const heldValues = add(oldValues, clip(subtract(values, oldValues), -clipRange, clipRange));
    const errors = maximum(
      square(subtract(values, returns)),
      square(subtract(heldValues, returns)),
    );
    const valueLoss = multiply(mean(errors), 0.5);

    const entropy = mean(policy.distribution.entropy(outputs));
    const judged = add(policyLoss, multiply(valueLoss, valueWeight));
    return {
      loss: subtract(judged, multiply(entropy, entropyWeight)),
      policyLoss,
      valueLoss,
      entropy,
      approxKl: mean(subtract(subtract(ratio, 1), logRatio)),
      clipFraction: mean(asNumbers(greater(absolute(subtract(ratio, 1)), clipRange))),
    };
  };
}

function standardised(x: Tensor): Tensor {
  const centred = subtract(x, mean(x));
  return divide(centred, add(sqrt(mean(square(centred))), SMALLEST_DEVIATION));
}
