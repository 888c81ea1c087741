import { describe, expect, it } from 'vitest';
import { allocationWeights, Random } from '#base';
import type { ModelTable } from '#features';
import { Evaluation, Runtime } from '#tensor';
import { policyGrowth } from './policy-growth.ts';
import { PortfolioEnvironment } from './portfolio-environment.ts';
import { type PortfolioPanel, portfolioPanel } from './portfolio-panel.ts';
import { collectSamples } from '../samples.ts';
import { portfolioActorCritic, portfolioScore } from './portfolio-policy.ts';
import { PPOAgent } from './ppo-agent.ts';
import { PORTFOLIO_SETTINGS } from './ppo-settings.ts';
import { rebalance } from './rebalance.ts';
import { PPOTraining } from './ppo-training.ts';
import { RolloutCollector } from './rollout-collector.ts';

const runtime = new Runtime();
const settings = { ...PORTFOLIO_SETTINGS, environments: 16, rolloutSteps: 8, discount: 0 };

/** Two assets with one feature each, which says which of them rises by `rise`; the other falls by it. */
function seesaw(bars: number, rise: number, seed: number): PortfolioPanel {
  const random = new Random(seed);
  const rows = new Float32Array(bars * 2);
  const returns = new Float64Array(bars * 2);
  for (let bar = 0; bar < bars; bar++) {
    const side = random.uniform() < 0.5 ? 1 : -1;
    rows.set([side, -side], bar * 2);
    returns.set([side * rise, -side * rise], bar * 2);
  }
  return { bars, assets: 2, features: 1, rows, returns };
}

describe('a rebalanced bar', () => {
  it('pays for what is traded and lets weights drift', () => {
    const { growth, drifted } = rebalance([0, 0, 1], [0.5, 0.25, 0.25], [0.1, -0.2], 10);
    expect(growth).toBeCloseTo(Math.log(1 - 0.001 * 0.75) + Math.log(1 + 0.05 - 0.05), 12);
    [0.55, 0.2, 0.25].forEach((weight, at) => expect(drifted[at]).toBeCloseTo(weight, 12));
    const next = rebalance(drifted, [0.55, 0.2, 0.25], [0.5, 0], 10);
    expect(next.growth, 'what is not traded costs nothing').toBeCloseTo(Math.log(1.275), 12);
    expect(next.drifted.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe('a portfolio environment', () => {
  const panel = seesaw(6, 0.1, 1);

  it('shows features and what is held, rewards growth, and is cut off at the end of an episode', () => {
    const environment = new PortfolioEnvironment({ panel, costBps: 20, episodeBars: 2 });
    const random = new Random(3);
    const state = environment.reset(random);
    expect(environment.stateSize).toBe(5);
    expect([...state].slice(2)).toEqual([0, 0, 1]);
    expect(state[0]).toBe(-state[1]);
    const wanted = Float32Array.of(0.5, 0.25, 0.25);
    const first = environment.step(wanted);
    const gain = 0.1 * state[0] * 0.25;
    const shares = [0.5 * (1 + 0.1 * state[0]), 0.25 * (1 - 0.1 * state[0]), 0.25];
    shares.forEach((share, at) => expect(first.state[2 + at]).toBeCloseTo(share / (1 + gain), 6));
    const again = new PortfolioEnvironment({ panel, costBps: 0, episodeBars: 2 });
    again.reset(new Random(3));
    const free = again.step(wanted);
    const unit = Math.log1p(gain) / free.reward;
    expect(free.reward - first.reward).toBeCloseTo(-Math.log1p(-0.002 * 0.75) / unit, 6);
    expect(first).toMatchObject({ terminated: false, truncated: false });
    expect(environment.step(wanted)).toMatchObject({ terminated: false, truncated: true });
  });

  it('begins wherever an episode fits, and stays in the panel', () => {
    const environment = new PortfolioEnvironment({ panel, costBps: 0, episodeBars: 3 });
    const random = new Random(4);
    const starts = new Set<number>();
    for (let episode = 0; episode < 100; episode++) {
      environment.reset(random);
      starts.add(environment.saveState().bar);
      let over = false;
      while (!over) over = environment.step(Float32Array.of(0, 0, 1)).truncated;
      expect(environment.saveState().bar).toBeLessThanOrEqual(5);
    }
    expect([...starts].sort((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  it('knows what other weights would have grown by, whatever was held or paid', () => {
    const environment = new PortfolioEnvironment({ panel, costBps: 500, episodeBars: 3 });
    const free = new PortfolioEnvironment({ panel, costBps: 0, episodeBars: 3 });
    environment.reset(new Random(5));
    free.reset(new Random(5));
    environment.step(Float32Array.of(1, 0, 0));
    const { reward } = free.step(Float32Array.of(0, 1, 0));
    expect(environment.sharedLuck(Float32Array.of(0, 1, 0))).toBeCloseTo(reward, 12);
  });

  it.each([
    ['rows', Number.NaN, /a feature of NaN at bar 1/],
    ['returns', -1, /a return of -1 at bar 1/],
    ['returns', Number.POSITIVE_INFINITY, /a return of Infinity at bar 1/],
  ] as const)('refuses a panel whose %s hold %s', (name, value, message) => {
    const bad = { ...panel, [name]: panel[name].with(3, value) };
    const make = () => new PortfolioEnvironment({ panel: bad, costBps: 0, episodeBars: 3 });
    expect(make).toThrow(message);
  });
});

describe('a portfolio policy', () => {
  it('scores an asset by its newest row alone, as the agent that trained it does', async () => {
    const policy = portfolioActorCritic({ assets: 3, features: 2, width: 8 });
    const agent = await PPOAgent.create({ policy, settings, seed: 4, runtime });
    const random = new Random(1);
    const parameters = agent.parameters.map((weight) => weight + random.normal() / 2);
    const { training, ...rest } = agent.saveState();
    agent.loadState({ ...rest, training: { ...training, parameters } });
    const rows = Float32Array.from({ length: 6 }, () => random.normal());
    const weightsOf = async (assets: readonly number[], held: readonly number[]) => {
      const seen = assets.flatMap((at) => [...rows.subarray(at * 2, at * 2 + 2)]);
      return agent.bestAction(Float32Array.from([...seen, ...held]));
    };
    const weights = await weightsOf([0, 1, 2], [0, 0, 0, 1]);
    expect(await weightsOf([0, 1, 2], [1, 0, 0, 0]), 'whatever is held').toEqual(weights);
    const [a, b, c, cash] = weights;
    const turned = await weightsOf([2, 0, 1], [0, 0, 0, 1]);
    [c, a, b, cash].forEach((share, at) => expect(turned[at]).toBeCloseTo(share, 6));

    const scoring = await Evaluation.create(runtime, {
      build: (p, { x }) => ({ score: portfolioScore(p, x, { width: 8 }) }),
      inputs: { x: [3, 4, 2] },
    });
    const count = scoring.specs.reduce((sum, { shape }) => sum + shape.reduce((x, y) => x * y), 0);
    const windows = Float32Array.from({ length: 24 }, (_, at) =>
      at % 8 < 6 ? random.normal() : rows[Math.floor(at / 8) * 2 + (at % 2)],
    );
    const x = { data: windows, shape: [3, 4, 2] };
    const { score } = await scoring.run({ x }, parameters.subarray(0, count));
    const found = allocationWeights(score.data);
    weights.forEach((share, at) => expect(found[at]).toBeCloseTo(share, 6));
    expect(Math.max(...weights) - Math.min(...weights)).toBeGreaterThan(0.05);
    await Promise.all([agent.release(), scoring.release()]);
  });

  it('learns which asset rises, and grows on bars it has not seen, costs paid', async () => {
    const policy = portfolioActorCritic({ assets: 2, features: 1, width: 8 });
    const quick = { ...settings, learningRate: 0.02 };
    const agent = await PPOAgent.create({ policy, settings: quick, seed: 1, runtime });
    const options = { panel: seesaw(400, 0.02, 1), costBps: 10, episodeBars: 64 };
    const environments = Array.from({ length: 16 }, () => new PortfolioEnvironment(options));
    const training = new PPOTraining(agent, new RolloutCollector(environments, 1), {
      settings: quick,
      totalSteps: 4096,
    });
    const unseen = seesaw(100, 0.02, 2);
    expect(Math.abs(await policyGrowth(agent, unseen, 0))).toBeLessThan(0.2);
    while (!training.done) expect((await training.round()).skippedSteps).toBe(0);
    const free = await policyGrowth(agent, unseen, 0);
    expect(free).toBeGreaterThan(80 * Math.log(1.02));
    expect(free).toBeLessThan(100 * Math.log(1.02));
    const paid = await policyGrowth(agent, unseen, 10);
    expect(paid).toBeLessThan(free - 0.05);
    expect(paid).toBeGreaterThan(free - 0.2);
    await agent.release();
  });
});

describe('a panel of samples', () => {
  const table = (times: readonly number[], closes: readonly number[]): ModelTable => {
    const rows = times.length;
    const volatility = Float64Array.from(times, (_, at) => 0.01 * (1 + at));
    return {
      names: ['a'],
      times: Float64Array.from(times),
      features: Float32Array.from(closes),
      ready: new Uint8Array(rows).fill(1),
      volatility,
      horizonBars: 1,
      targets: Float32Array.from(
        times,
        (_, at) => Math.log(closes[at + 1] / closes[at]) / volatility[at],
      ),
      labelEnd: Float64Array.from(times, (_, at) => times[at + 1] ?? Number.NaN),
    };
  };

  it('takes the bars all assets share, and returns over those that some of them skip', () => {
    const always = table([0, 1, 2, 3, 4, 5], [100, 110, 121, 100, 90, 99]);
    const weekdays = table([1, 3, 4, 5], [50, 60, 30, 33]);
    const samples = collectSamples([always, weekdays], 1, { from: 0, to: 100 });
    const panel = portfolioPanel(samples);
    expect(panel).toMatchObject({ bars: 2, assets: 2, features: 1 });
    expect([...panel.rows]).toEqual([110, 50, 100, 60]);
    [100 / 110 - 1, 60 / 50 - 1, 90 / 100 - 1, 30 / 60 - 1].forEach((value, at) => {
      expect(panel.returns[at]).toBeCloseTo(value, 6);
    });
  });

  it('has no bars where the assets never meet', () => {
    const even = table([0, 2, 4], [1, 2, 3]);
    const odd = table([1, 3, 5], [1, 2, 3]);
    expect(portfolioPanel(collectSamples([even, odd], 1, { from: 0, to: 100 })).bars).toBe(0);
  });
});

describe('allocation weights', () => {
  it('are a softmax with cash at zero, whatever the size of scores', () => {
    expect([...allocationWeights([Math.log(3), 0])]).toEqual(
      [0.6, 0.2, 0.2].map((share) => expect.closeTo(share, 12)),
    );
    expect([...allocationWeights([1e4, -1e4])]).toEqual([1, 0, 0]);
    expect([...allocationWeights([-1e4])]).toEqual([0, 1]);
    expect([...allocationWeights([])]).toEqual([1]);
  });
});
