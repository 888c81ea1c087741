import { mean, Random } from '#base';
import { Runtime } from '#tensor';
import { denseActorCritic } from '../src/models/ppo/actor-critic.ts';
import { categorical } from '../src/models/ppo/categorical.ts';
import { PPOAgent } from '../src/models/ppo/ppo-agent.ts';
import { PPO_DEFAULTS, type PPOSettings } from '../src/models/ppo/ppo-settings.ts';
import { PPOTraining } from '../src/models/ppo/ppo-training.ts';
import { RolloutCollector } from '../src/models/ppo/rollout-collector.ts';
import { CartPoleEnvironment } from './cart-pole-environment.ts';

/** A game of seconds, whose rewards say nothing twice: quick steps, and no bonus for dithering. */
export const CART_POLE_SETTINGS: PPOSettings = {
  ...PPO_DEFAULTS,
  rolloutSteps: 64,
  learningRate: 1e-3,
  entropyWeight: 0,
};

/** Steps balanced, of at most 500. */
export interface CartPoleResult {
  readonly seed: number;
  /** Mean over the last 100 episodes of training, or as many as there were. */
  readonly trainingReturn: number;
  /** Mean over 100 new episodes in which the likelier action is taken. */
  readonly evaluationReturn: number;
  /** Training steps that were not finite. */
  readonly skippedSteps: number;
}

export interface CartPoleOptions {
  readonly seed: number;
  /** Actions in training. */
  readonly totalSteps: number;
  readonly settings?: PPOSettings;
}

const EPISODES = 100;

/** Trains an agent on CartPole and plays it. */
export async function runCartPole({
  seed,
  totalSteps,
  settings = CART_POLE_SETTINGS,
}: CartPoleOptions): Promise<CartPoleResult> {
  const policy = denseActorCritic({
    stateSize: 4,
    distribution: categorical(2),
    widths: [64, 64],
  });
  const agent = await PPOAgent.create({ policy, settings, seed, runtime: new Runtime() });
  try {
    const environments = Array.from(
      { length: settings.environments },
      () => new CartPoleEnvironment(),
    );
    const collector = new RolloutCollector(environments, seed);
    const training = new PPOTraining(agent, collector, { settings, totalSteps });
    const rewards: number[] = [];
    let skippedSteps = 0;
    while (!training.done) {
      const report = await training.round();
      rewards.push(...report.episodes.map(({ reward }) => reward));
      skippedSteps += report.skippedSteps;
    }
    const evaluationReturn = mean(await play(agent, seed));
    const trainingReturn = mean(Float64Array.from(rewards.slice(-EPISODES)));
    return { seed, trainingReturn, evaluationReturn, skippedSteps };
  } finally {
    await agent.release();
  }
}

/** Rewards of episodes in which the agent explores nothing, all played side by side. */
async function play(agent: PPOAgent, seed: number): Promise<Float64Array> {
  const random = Random.stream(seed, 'evaluation');
  const rewards = new Float64Array(EPISODES);
  let playing = Array.from(rewards, (_, game) => {
    const environment = new CartPoleEnvironment();
    return { game, environment, state: environment.reset(random) };
  });
  while (playing.length > 0) {
    const states = Float32Array.from(playing.flatMap(({ state }) => [...state]));
    const actions = await agent.bestAction(states);
    playing = playing.flatMap(({ game, environment }, at) => {
      const { state, reward, terminated, truncated } = environment.step(
        actions.subarray(at, at + 1),
      );
      rewards[game] += reward;
      return terminated || truncated ? [] : [{ game, environment, state }];
    });
  }
  return rewards;
}
