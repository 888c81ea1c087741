import { Random } from '#base';
import { Runtime } from '#tensor';
import { PortfolioEnvironment } from '../src/models/ppo/portfolio-environment.ts';
import type { PortfolioPanel } from '../src/models/ppo/portfolio-panel.ts';
import { portfolioActorCritic } from '../src/models/ppo/portfolio-policy.ts';
import { PPOAgent } from '../src/models/ppo/ppo-agent.ts';
import { PORTFOLIO_SETTINGS, type PPOSettings } from '../src/models/ppo/ppo-settings.ts';
import { PPOTraining } from '../src/models/ppo/ppo-training.ts';
import { RolloutCollector } from '../src/models/ppo/rollout-collector.ts';
import {
  expectedGrowth,
  factorLaw,
  growthOptimalWeights,
  mixedLaw,
  type ReturnLaw,
} from './allocation-law.ts';

const ASSETS = 3;
/** Growth, rotation, stress. A bar is about a month. */
const REGIMES: readonly ReturnLaw[] = [
  { drift: [0.03, 0.02, 0.004], volatility: [0.18, 0.14, 0.08], loading: [0.7, 0.6, 0.2] },
  { drift: [-0.01, 0.03, 0.015], volatility: [0.2, 0.16, 0.08], loading: [0.6, 0.5, 0.2] },
  { drift: [-0.06, -0.03, 0.012], volatility: [0.3, 0.22, 0.12], loading: [0.8, 0.7, -0.3] },
].map(factorLaw);
/** Chance that the next bar is of the same regime; the others are equally likely, so all three are. */
const STAY = 0.9;
/** One for each regime and one for each asset, 1 where it is this one: they name, and say nothing else. */
const FEATURES = REGIMES.length + ASSETS;
const EQUAL_SHARES = REGIMES.map(() => 1 / REGIMES.length);

/** Without costs a decision touches its own bar only, so later rewards would be noise: γ = 0. */
export const ALLOCATION_SETTINGS: PPOSettings = { ...PORTFOLIO_SETTINGS, discount: 0 };

/** Log growth of policies that are not learned, by the law itself: in shares of the best there is, which is given a bar. */
export interface AllocationBaselines {
  /** Log growth a bar of the best weights of each regime. */
  readonly bestGrowth: number;
  /** A third in each asset. */
  readonly equalWeights: number;
  /** A quarter in each asset and in cash. */
  readonly equalWithCash: number;
  /** The best weights that never change. */
  readonly bestConstant: number;
}

export interface AllocationResult {
  readonly seed: number;
  /** Share of the best log growth that the agent reaches. */
  readonly share: number;
  /** Weights it takes in each regime [assets + 1], cash last. */
  readonly weights: readonly (readonly number[])[];
  readonly skippedSteps: number;
}

export function allocationBaselines(): AllocationBaselines {
  const bestGrowth = meanGrowth(REGIMES.map(growthOptimalWeights));
  const constant = growthOptimalWeights(mixedLaw(REGIMES, EQUAL_SHARES));
  const share = (weights: ArrayLike<number>) => meanGrowth(REGIMES.map(() => weights)) / bestGrowth;
  return {
    bestGrowth,
    equalWeights: share([1 / 3, 1 / 3, 1 / 3, 0]),
    equalWithCash: share([1 / 4, 1 / 4, 1 / 4, 1 / 4]),
    bestConstant: share(constant),
  };
}

/** The best weights of each regime. */
export function bestAllocation(): readonly (readonly number[])[] {
  return REGIMES.map((law) => [...growthOptimalWeights(law)]);
}

function meanGrowth(weights: readonly ArrayLike<number>[]): number {
  return REGIMES.reduce(
    (total, law, regime) => total + EQUAL_SHARES[regime] * expectedGrowth(law, weights[regime]),
    0,
  );
}

export interface AllocationOptions {
  readonly seed: number;
  /** Of the simulated history to learn from. */
  readonly bars: number;
  readonly totalSteps: number;
  readonly settings?: PPOSettings;
}

/** Trains an agent on a simulated history and asks what it does in each regime. */
export async function runAllocation({
  seed,
  bars,
  totalSteps,
  settings = ALLOCATION_SETTINGS,
}: AllocationOptions): Promise<AllocationResult> {
  const panel = simulatedPanel(seed, bars);
  const policy = portfolioActorCritic({ assets: ASSETS, features: FEATURES, width: 32 });
  const agent = await PPOAgent.create({ policy, settings, seed, runtime: new Runtime() });
  try {
    const options = { panel, costBps: 0, episodeBars: 256 };
    const environments = Array.from(
      { length: settings.environments },
      () => new PortfolioEnvironment(options),
    );
    const collector = new RolloutCollector(environments, seed);
    const training = new PPOTraining(agent, collector, { settings, totalSteps });
    let skippedSteps = 0;
    while (!training.done) skippedSteps += (await training.round()).skippedSteps;
    const weights = await weightsByRegime(agent);
    const share = meanGrowth(weights) / allocationBaselines().bestGrowth;
    return { seed, share, weights, skippedSteps };
  } finally {
    await agent.release();
  }
}

async function weightsByRegime(agent: PPOAgent): Promise<readonly (readonly number[])[]> {
  const states = REGIMES.map((_, regime) => [...namesOf(regime), 0, 0, 0, 1]);
  const weights = await agent.bestAction(Float32Array.from(states.flat()));
  return REGIMES.map((_, regime) => [
    ...weights.subarray(regime * (ASSETS + 1), (regime + 1) * (ASSETS + 1)),
  ]);
}

function simulatedPanel(seed: number, bars: number): PortfolioPanel {
  const random = Random.stream(seed, 'history');
  const rows = new Float32Array(bars * ASSETS * FEATURES);
  const returns = new Float64Array(bars * ASSETS);
  let regime = random.integer(REGIMES.length);
  for (let bar = 0; bar < bars; bar++) {
    rows.set(namesOf(regime), bar * ASSETS * FEATURES);
    const outcomes = REGIMES[regime].returns;
    returns.set(outcomes[random.integer(outcomes.length)], bar * ASSETS);
    if (random.uniform() >= STAY) {
      regime = (regime + 1 + random.integer(REGIMES.length - 1)) % REGIMES.length;
    }
  }
  return { bars, assets: ASSETS, features: FEATURES, rows, returns };
}

/** Features of all assets in one regime [assets · features]. */
function namesOf(regime: number): readonly number[] {
  return Array.from({ length: ASSETS }, (_, asset) =>
    Array.from({ length: FEATURES }, (__, at) =>
      at === regime || at === REGIMES.length + asset ? 1 : 0,
    ),
  ).flat();
}
