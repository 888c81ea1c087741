import { assert } from '#base';
import type { SystemConfig } from '#config';
import { reshape } from '#tensor';
import type { Architecture, TrainingTask } from '../architecture.ts';
import { type MemberOutcome, networkArchitecture } from './network-architecture.ts';
import { FallbackRuntime } from '../training/fallback-runtime.ts';
import { policyGrowth } from '../ppo/policy-growth.ts';
import { PortfolioEnvironment } from '../ppo/portfolio-environment.ts';
import { type PortfolioPanel, portfolioPanel } from '../ppo/portfolio-panel.ts';
import { portfolioActorCritic, portfolioScore } from '../ppo/portfolio-policy.ts';
import { PPOAgent } from '../ppo/ppo-agent.ts';
import { PORTFOLIO_SETTINGS, type PPOSettings } from '../ppo/ppo-settings.ts';
import { PPOTraining } from '../ppo/ppo-training.ts';
import { RolloutCollector } from '../ppo/rollout-collector.ts';

/** Bars of an episode: long enough to feel costs, short enough to begin all over the panel. */
const EPISODE_BARS = 60;
/** Rounds between two looks at the validation bars. */
const ROUNDS_A_LOOK = 4;
/** Shared by all assets, to learn from and to be judged on. */
const LEAST_BARS = 20;

type Sizes = Pick<SystemConfig['model']['ppo'], 'width'>;

/**
 * The PPO agent as a model: a window's score is how much its asset is preferred to cash.
 *
 * Trained on portfolios of all assets together; the weights kept are those under which the validation
 * bars grew most.
 */
export const ppo: Architecture = networkArchitecture<Sizes>({
  name: 'ppo',
  output: 'score',
  seqLen: () => 1,
  samplesAnExample: () => LEAST_BARS + 1,
  sizes: ({ model }) => ({ width: model.ppo.width }),
  network: (_, sizes) => (parameters, x) =>
    reshape(portfolioScore(parameters, x, sizes), [x.shape[0], 1]),
  trainMember: trainAgent,
});

async function trainAgent(task: TrainingTask, { width }: Sizes): Promise<MemberOutcome> {
  const { samples, validation, config, seed, services } = task;
  assert(validation !== null, 'an agent is chosen on validation bars');
  const panel = portfolioPanel(samples);
  const held = portfolioPanel(validation);
  if (Math.min(panel.bars, held.bars) < LEAST_BARS) {
    return { kind: 'too-few-examples', training: panel.bars, validation: held.bars };
  }
  const { assets, features } = panel;
  const { learningRate, discount } = config.model.ppo;
  const settings: PPOSettings = { ...PORTFOLIO_SETTINGS, learningRate, discount };
  const policy = portfolioActorCritic({ assets, features, width });
  const { device, threads, logger } = services;
  const runtime = new FallbackRuntime({ device, threads, logger, model: 'ppo' });
  const agent = await PPOAgent.create({ policy, settings, seed, runtime });
  try {
    return await learn(task, agent, settings, { training: panel, validation: held });
  } finally {
    await agent.release();
  }
}

async function learn(
  { config, seed, services }: TrainingTask,
  agent: PPOAgent,
  settings: PPOSettings,
  panels: { readonly training: PortfolioPanel; readonly validation: PortfolioPanel },
): Promise<MemberOutcome> {
  const { costBps, maxBadSteps } = config.training;
  const environments = Array.from({ length: settings.environments }, () => {
    const panel = panels.training;
    return new PortfolioEnvironment({ panel, costBps, episodeBars: EPISODE_BARS });
  });
  const collector = new RolloutCollector(environments, seed);
  const totalSteps = config.model.ppo.actions;
  const training = new PPOTraining(agent, collector, { settings, totalSteps });
  const { validation } = panels;
  const look = () => policyGrowth(agent, validation, costBps);
  let best = { growth: await look(), parameters: agent.parameters };
  while (!training.done) {
    const { metrics } = await training.round();
    if (training.badSteps >= maxBadSteps) {
      const step = training.rounds * settings.epochs * settings.minibatches;
      return { kind: 'diverged', badSteps: training.badSteps, step };
    }
    if (training.rounds % ROUNDS_A_LOOK !== 0 && !training.done) continue;
    const growth = await look();
    if (growth > best.growth) best = { growth, parameters: agent.parameters };
    const actionsARound = settings.environments * settings.rolloutSteps;
    await services.onProgress({
      model: 'ppo',
      epoch: training.rounds,
      epochs: training.totalRounds,
      examplesDone: training.rounds * actionsARound,
      examplesTotal: training.totalRounds * actionsARound,
      loss: metrics.loss ?? Number.NaN,
      validationLoss: -growth / validation.bars,
    });
  }
  return { kind: 'trained', parameters: actorWeights(agent, best.parameters) };
}

/** The part of all weights that scores assets: the first tensors, up to the actor's deviation. */
function actorWeights(agent: PPOAgent, parameters: Float32Array): Float32Array {
  const { specs } = agent;
  const end = specs.find(({ name }) => name.endsWith('logDeviation'));
  assert(end !== undefined, 'the actor has a deviation after its score');
  return parameters.slice(0, end.offset);
}
