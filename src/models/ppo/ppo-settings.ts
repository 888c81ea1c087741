/** How PPO collects experience and learns from it. */
export interface PPOSettings {
  /** Acting side by side, and states in one call of the policy, count. */
  readonly environments: number;
  /** Of each environment between two updates, count. */
  readonly rolloutSteps: number;
  /** Passes over a rollout, count. */
  readonly epochs: number;
  /** Parts of a rollout that make a training step each; they divide it evenly, count. */
  readonly minibatches: number;
  /** At the start; falls in a straight line to zero. */
  readonly learningRate: number;
  /** γ, weight of the next step's reward, in [0, 1]. */
  readonly discount: number;
  /** λ of the advantage estimates, in [0, 1]. */
  readonly traceDecay: number;
  /** ε: probability ratios and values farther than this from before gain nothing, fraction. */
  readonly clipRange: number;
  /** Of the value loss in the whole loss. */
  readonly valueWeight: number;
  /** Of the policy's entropy in the whole loss. */
  readonly entropyWeight: number;
  /** Gradients longer than this are shortened to it. */
  readonly clipNorm: number;
}

/** What works across tasks, for tasks of small states and quick steps. @see Huang et al., 2022 */
export const PPO_DEFAULTS: PPOSettings = {
  environments: 8,
  rolloutSteps: 128,
  epochs: 4,
  minibatches: 4,
  learningRate: 2.5e-4,
  discount: 0.99,
  traceDecay: 0.95,
  clipRange: 0.2,
  valueWeight: 0.5,
  entropyWeight: 0.01,
  clipNorm: 0.5,
};

/**
 * For portfolios: many short rollouts, because what an update may change is bounded while rewards free
 * of shared luck say much; no entropy bonus, because the deviation of scores begins wide.
 */
export const PORTFOLIO_SETTINGS: PPOSettings = {
  ...PPO_DEFAULTS,
  environments: 64,
  rolloutSteps: 16,
  learningRate: 1e-3,
  discount: 0.9,
  entropyWeight: 0,
};
