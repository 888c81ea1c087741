import type { Random, Stateful } from '#base';

/** What follows an action. */
export interface Transition {
  /** After the action, [stateSize]. */
  readonly state: Float32Array;
  readonly reward: number;
  /** The task itself is over: nothing more is to be earned from this state. */
  readonly terminated: boolean;
  /** Stopped from outside, as by a time limit: more would be earned if it went on. */
  readonly truncated: boolean;
}

/**
 * A task that an agent learns by acting: one episode after another, each from `reset`.
 *
 * What `saveState` gives is plain JSON, so that a stopped training continues in the middle of an episode.
 */
export interface Environment<State = unknown> extends Stateful<State> {
  /** Numbers in one state. */
  readonly stateSize: number;
  /** Begins an episode and returns its first state [stateSize]. */
  reset(random: Random): Float32Array;
  /** @param action - as the policy's distribution draws them: the index of a choice, or weights */
  step(action: Float32Array, random: Random): Transition;
  /**
   * Part of what another action would have earned in the last step, from what happened there whatever was done.
   *
   * Taken off the rewards that are learned from: luck that every action shares drops out, and because
   * neither the action taken nor any before has a hand in it, no action looks better or worse than it is.
   *
   * @param action - what the policy would do without exploring
   * @see Mao et al., Variance Reduction for Reinforcement Learning in Input-Driven Environments, 2019
   */
  sharedLuck?(action: Float32Array): number;
}
