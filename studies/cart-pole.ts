import { Random } from '#base';
import {
  categorical,
  denseActorCritic,
  PPO_DEFAULTS,
  PPOAgent,
  type PPOSettings,
  PPOTraining,
  RolloutCollector,
} from '#models';
import { Runtime } from '#tensor';
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
    return { seed, trainingReturn: mean(rewards.slice(-EPISODES)), evaluationReturn, skippedSteps };
  } finally {
    await agent.release();
  }
}

/** Rewards of episodes in which the agent explores nothing, all played side by side. */
async function play(agent: PPOAgent, seed: number): Promise<readonly number[]> {
  const random = Random.stream(seed, 'evaluation');
  const rewards = new Array<number>(EPISODES).fill(0);
  let playing = rewards.map((_, game) => {
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

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
