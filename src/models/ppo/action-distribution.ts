import type { Random } from '#base';
import type { Tensor } from '#tensor';

/**
 * Which actions a policy takes, given what its network says: drawn one at a time here, judged in a graph.
 *
 * `sample` and `logProbs` agree on the probability of every action `sample` returns.
 */
export interface ActionDistribution {
  /** Numbers the network says about one state. */
  readonly outputSize: number;
  /** Numbers in one action. */
  readonly actionSize: number;
  /** Draws an action [actionSize] and returns the logarithm of its probability or density. */
  sample(outputs: Float32Array, random: Random, into: Float32Array): number;
  /** The action to take when there is nothing more to explore, [actionSize]. */
  best(outputs: Float32Array, into: Float32Array): void;
  /** @param outputs - [b, outputSize]; actions [b, actionSize]. @returns [b] */
  logProbs(outputs: Tensor, actions: Tensor): Tensor;
  /** @param outputs - [b, outputSize]. @returns [b], nats */
  entropy(outputs: Tensor): Tensor;
}
