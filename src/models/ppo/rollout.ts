import type { RewardPath } from './advantages.ts';

/** What happened in one episode. */
export interface Episode {
  /** Sum of its rewards, not discounted. */
  readonly reward: number;
  /** Actions taken, count. */
  readonly steps: number;
}

/** What several environments lived through side by side; step t of environment e is number t · environments + e. */
export interface Rollout extends RewardPath {
  /** Acted in, [steps · environments · stateSize]. */
  readonly states: Float32Array;
  /** [steps · environments · actionSize] */
  readonly actions: Float32Array;
  /** Of the actions when they were drawn. */
  readonly logProbs: Float32Array;
  /** That ended in it, in order. */
  readonly episodes: readonly Episode[];
}
