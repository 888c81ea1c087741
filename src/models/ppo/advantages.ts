/** Steps of several environments side by side, time after time: number t · environments + e. */
export interface RewardPath {
  readonly environments: number;
  /** [steps · environments] */
  readonly rewards: Float64Array;
  /** What the critic said of the state acted in. */
  readonly values: Float32Array;
  /** What it says of the state that followed, before any reset; 0 after a terminal state. */
  readonly nextValues: Float32Array;
  /** 1 where an episode ended with this step, for whatever reason. */
  readonly ended: Uint8Array;
}

/**
 * How much better each action was than expected, over several horizons at once (GAE).
 *
 * δ_t = r_t + γ·V(s_{t+1}) − V(s_t); A_t = δ_t + γλ·(1 − ended_t)·A_{t+1}. An episode that was truncated
 * keeps V of its last state in δ; one that terminated has 0 there. Neither looks into the next episode.
 *
 * @param discount - γ in [0, 1], a step
 * @param traceDecay - λ in [0, 1]
 * @returns advantages, and the values they imply: A + V, the critic's targets
 * @see Schulman et al., High-Dimensional Continuous Control Using Generalized Advantage Estimation, 2016
 * @see Pardo et al., Time Limits in Reinforcement Learning, 2018
 */
export function generalisedAdvantages(
  { environments, rewards, values, nextValues, ended }: RewardPath,
  discount: number,
  traceDecay: number,
): { readonly advantages: Float32Array; readonly returns: Float32Array } {
  const advantages = new Float32Array(rewards.length);
  const returns = new Float32Array(rewards.length);
  for (let environment = 0; environment < environments; environment++) {
    let after = 0;
    for (let at = rewards.length - environments + environment; at >= 0; at -= environments) {
      const surprise = rewards[at] + discount * nextValues[at] - values[at];
      after = surprise + (ended[at] === 1 ? 0 : discount * traceDecay * after);
      advantages[at] = after;
      returns[at] = after + values[at];
    }
  }
  return { advantages, returns };
}
