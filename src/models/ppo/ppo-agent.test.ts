import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { Runtime } from '#tensor';
import { denseActorCritic } from './actor-critic.ts';
import { categorical } from './categorical.ts';
import type { Environment } from './environment.ts';
import { portfolioActorCritic } from './portfolio-policy.ts';
import { PPOAgent, type PPOAgentState } from './ppo-agent.ts';
import { PPO_DEFAULTS } from './ppo-settings.ts';
import { PPOTraining } from './ppo-training.ts';
import { RolloutCollector } from './rollout-collector.ts';

const runtime = new Runtime();
const settings = {
  ...PPO_DEFAULTS,
  environments: 4,
  rolloutSteps: 8,
  minibatches: 2,
  learningRate: 0.01,
};
const portfolio = portfolioActorCritic({ assets: 3, features: 2, width: 8 });
const choice = denseActorCritic({ stateSize: 1, distribution: categorical(2), widths: [8] });

/** One state, drawn; reward for the choice that agrees with its sign. `reward` replaces it. */
function agreement(reward?: number): Environment<number> {
  let shown = 0;
  const show = (random: Random) => {
    shown = random.uniform() < 0.5 ? -1 : 1;
    return Float32Array.of(shown);
  };
  return {
    stateSize: 1,
    reset: show,
    step([chosen], random) {
      const earned = chosen === (shown > 0 ? 1 : 0) ? 1 : 0;
      return { state: show(random), reward: reward ?? earned, terminated: true, truncated: false };
    },
    saveState: () => shown,
    loadState(saved) {
      shown = saved;
    },
  };
}

async function trainingOf(seed: number, reward?: number) {
  const agent = await PPOAgent.create({ policy: choice, settings, seed, runtime });
  const environments = Array.from({ length: 4 }, () => agreement(reward));
  const collector = new RolloutCollector(environments, seed);
  return { agent, training: new PPOTraining(agent, collector, { settings, totalSteps: 1600 }) };
}

function statesOf(count: number, size: number): Float32Array {
  const random = new Random(2);
  return Float32Array.from({ length: count * size }, () => random.normal());
}

describe('a PPO agent', () => {
  it('selects weights that sum to 1, as probable as evaluateActions says, for any number of states', async () => {
    const agent = await PPOAgent.create({ policy: portfolio, settings, seed: 1, runtime });
    const states = statesOf(11, portfolio.stateSize);
    const { actions, logProbs, values, bestActions } = await agent.selectAction(states);
    for (const weights of [actions, bestActions]) {
      expect(weights).toHaveLength(11 * 4);
      for (let at = 0; at < 11; at++) {
        const row = weights.subarray(at * 4, at * 4 + 4);
        expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(row.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(2e-7);
      }
    }
    const judged = await agent.evaluateActions(states, actions);
    expect(judged.values).toEqual(values);
    expect(judged.entropy).toHaveLength(11);
    logProbs.forEach((logProb, at) => expect(judged.logProbs[at]).toBeCloseTo(logProb, 4));
    expect(await agent.stateValues(states)).toEqual(values);
    await agent.release();
  });

  it('draws actions from its seed, and none for the best ones', async () => {
    const [one, two, other] = await Promise.all(
      [1, 1, 3].map((seed) => PPOAgent.create({ policy: portfolio, settings, seed, runtime })),
    );
    const states = statesOf(4, portfolio.stateSize);
    const best = await one.bestAction(states);
    expect(await one.bestAction(states)).toEqual(best);
    expect(await one.selectAction(states)).toEqual(await two.selectAction(states));
    expect((await one.selectAction(states)).actions).not.toEqual(
      (await other.selectAction(states)).actions,
    );
    await Promise.all([one, two, other].map(async (agent) => agent.release()));
  });

  it('begins nearly indifferent', async () => {
    const agent = await PPOAgent.create({ policy: portfolio, settings, seed: 1, runtime });
    const weights = await agent.bestAction(statesOf(20, portfolio.stateSize));
    weights.forEach((weight) => expect(weight).toBeCloseTo(0.25, 1.7));
    await agent.release();
  });

  it('learns what is rewarded', async () => {
    const { agent, training } = await trainingOf(1);
    const first = await training.round();
    let last = first;
    while (!training.done) last = await training.round();
    const [down, up] = [-1, 1].map((shown) => agent.bestAction(Float32Array.of(shown)));
    expect([...(await down), ...(await up)]).toEqual([0, 1]);
    const rewards = last.episodes.map(({ reward }) => reward);
    expect(rewards.reduce((sum, reward) => sum + reward / rewards.length, 0)).toBeGreaterThan(0.9);
    expect(last.metrics.entropy).toBeLessThan(Number(first.metrics.entropy));
    expect(first.metrics.approxKl).toBeGreaterThan(0);
    expect(last.skippedSteps).toBe(0);
    await agent.release();
  });

  it('continues from a saved state, in the middle of training, to the same bytes', async () => {
    const whole = await trainingOf(5);
    for (let round = 0; round < 3; round++) await whole.training.round();
    const saved = whole.training.saveState();
    const reports = [await whole.training.round(), await whole.training.round()];
    const resumed = await trainingOf(99);
    resumed.training.loadState(saved);
    expect([await resumed.training.round(), await resumed.training.round()]).toEqual(reports);
    expect(resumed.training.saveState()).toEqual(whole.training.saveState());
    await Promise.all([whole.agent.release(), resumed.agent.release()]);
  });

  it('refuses the weights of another policy', async () => {
    const agent = await PPOAgent.create({ policy: portfolio, settings, seed: 1, runtime });
    const { agent: other } = await trainingOf(1);
    expect(() => agent.loadState(other.saveState())).toThrow(/The saved parameters hold/);
    await Promise.all([agent.release(), other.release()]);
  });

  it('skips and counts steps that are not finite, and keeps its weights', async () => {
    const { agent, training } = await trainingOf(1, Number.NaN);
    const before = agent.parameters;
    const report = await training.round();
    expect(report).toMatchObject({ steps: 8, skippedSteps: 8, badSteps: 8, metrics: {} });
    await training.round();
    expect(training.badSteps).toBe(16);
    expect(agent.parameters).toEqual(before);
    const { step }: PPOAgentState['training'] = agent.saveState().training;
    expect(step).toBe(0);
    await agent.release();
  });
});
