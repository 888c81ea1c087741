import { assert, type Stateful } from '#base';
import type { PPOAgent, PPOAgentState, UpdateReport } from './ppo-agent.ts';
import type { PPOSettings } from './ppo-settings.ts';
import type { Episode } from './rollout.ts';
import type { CollectorState, RolloutCollector } from './rollout-collector.ts';

export interface PPOTrainingState {
  readonly rounds: number;
  readonly badSteps: number;
  readonly agent: PPOAgentState;
  readonly collector: CollectorState;
}

export interface RoundReport extends UpdateReport {
  /** That ended in this round. */
  readonly episodes: readonly Episode[];
}

/** Rounds of acting and learning, until so many actions were taken. */
export class PPOTraining implements Stateful<PPOTrainingState> {
  readonly #agent: PPOAgent;
  readonly #collector: RolloutCollector;
  readonly #settings: PPOSettings;
  /** All there will be. */
  readonly totalRounds: number;
  #rounds = 0;
  #badSteps = 0;

  /** @param totalSteps - actions in all environments together, rounded down to whole rollouts */
  constructor(
    agent: PPOAgent,
    collector: RolloutCollector,
    { settings, totalSteps }: { readonly settings: PPOSettings; readonly totalSteps: number },
  ) {
    this.#agent = agent;
    this.#collector = collector;
    this.#settings = settings;
    const actionsARound = settings.environments * settings.rolloutSteps;
    this.totalRounds = Math.floor(totalSteps / actionsARound);
    assert(this.totalRounds >= 1, `${totalSteps} actions make a round of ${actionsARound}`);
  }

  get rounds(): number {
    return this.#rounds;
  }

  get done(): boolean {
    return this.#rounds >= this.totalRounds;
  }

  /** Training steps in a row, up to now, that were not finite. */
  get badSteps(): number {
    return this.#badSteps;
  }

  /** One rollout and what is learned from it, at a rate that falls in a straight line to zero. */
  async round(): Promise<RoundReport> {
    const { rolloutSteps, learningRate } = this.#settings;
    const rollout = await this.#collector.collect(this.#agent, rolloutSteps);
    const rate = learningRate * (1 - this.#rounds / this.totalRounds);
    const report = await this.#agent.update(rollout, rate);
    this.#rounds++;
    this.#badSteps =
      report.badSteps === report.steps ? this.#badSteps + report.steps : report.badSteps;
    return { ...report, episodes: rollout.episodes };
  }

  saveState(): PPOTrainingState {
    return {
      rounds: this.#rounds,
      badSteps: this.#badSteps,
      agent: this.#agent.saveState(),
      collector: this.#collector.saveState(),
    };
  }

  /** @throws tensor/state-mismatch */
  loadState({ rounds, badSteps, agent, collector }: PPOTrainingState): void {
    this.#agent.loadState(agent);
    this.#collector.loadState(collector);
    this.#rounds = rounds;
    this.#badSteps = badSteps;
  }
}
