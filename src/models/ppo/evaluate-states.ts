import { type Parameters, scoped, type Tensor } from '#tensor';
import type { ActorCritic } from './actor-critic.ts';

/**
 * Both networks on states [b, stateSize]: outputs [b, outputSize] and values [b].
 *
 * The actor comes first, so that its weights lead the flat vector.
 */
export function evaluateStates(
  policy: ActorCritic,
  parameters: Parameters,
  states: Tensor,
): { readonly outputs: Tensor; readonly values: Tensor } {
  const outputs = scoped('actor', () => policy.actor(parameters, states));
  const values = scoped('critic', () => policy.critic(parameters, states));
  return { outputs, values };
}
