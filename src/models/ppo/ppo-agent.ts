import { assert, Random, type RandomState, type Stateful } from '#base';
import {
  adamW,
  chain,
  clipByGlobalNorm,
  type Compiler,
  type ParameterSpec,
  type TrainingState,
  TrainingStep,
} from '#tensor';
import type { ActorCritic } from './actor-critic.ts';
import { generalisedAdvantages } from './advantages.ts';
import { BatchedEvaluation } from './batched-evaluation.ts';
import { evaluateStates } from './evaluate-states.ts';
import { shuffledMinibatches } from './minibatches.ts';
import { type MinibatchInput, type PPOMetric, ppoLoss } from './ppo-loss.ts';
import type { PPOSettings } from './ppo-settings.ts';
import type { Rollout } from './rollout.ts';
import type { Actor, SelectedActions } from './rollout-collector.ts';
import { rowOf } from './row-of.ts';

/** What the policy now thinks of actions taken before, each [n]. */
export interface EvaluatedActions {
  readonly logProbs: Float32Array;
  readonly values: Float32Array;
  /** Of the policy in each state, nats. */
  readonly entropy: Float32Array;
}

/** What one rollout has taught. */
export interface UpdateReport {
  /** Means over the steps that were applied; none when none was. */
  readonly metrics: Readonly<Partial<Record<PPOMetric | 'loss', number>>>;
  readonly steps: number;
  /** Whose loss or gradient was not finite, and which changed nothing. */
  readonly skippedSteps: number;
  /** Skipped one after another up to the last. */
  readonly badSteps: number;
}

export interface PPOAgentState {
  readonly training: TrainingState;
  readonly actions: RandomState;
  readonly minibatches: RandomState;
}

export interface PPOAgentOptions {
  readonly policy: ActorCritic;
  readonly settings: PPOSettings;
  /** First weights, actions and minibatches come from it. */
  readonly seed: number;
  readonly runtime: Compiler;
}

type Learning = TrainingStep<MinibatchInput, PPOMetric>;
type Acting = BatchedEvaluation<'states', 'outputs' | 'values'>;
type Judging = BatchedEvaluation<'states' | 'actions', keyof EvaluatedActions>;

/** Smaller than usual curvature does not blow up steps late in training. @see Huang et al., 2022, detail 3 */
const ADAM_EPSILON = 1e-5;

/**
 * Proximal policy optimisation: an actor that learns from its own experience, and a critic that judges it.
 *
 * What makes it work beyond its formula, with the number in Huang et al. or another source:
 * - environments side by side, episodes cut by rollouts and continued (1);
 * - orthogonal first weights, gain √2 inside, 0.01 for the policy, 1 for the value; offsets zero (2);
 * - Adam with ε = 1e-5 (3), its rate falling in a straight line to zero (4);
 * - generalised advantage estimation, whose sums with the values are the critic's targets (5);
 * - several epochs over shuffled minibatches (6), advantages standardised in each (7);
 * - clipped surrogate (8; Schulman et al., eq. 7) and clipped value loss (9);
 * - an entropy bonus (10), gradients clipped to a global norm of 0.5 (11);
 * - approximate KL divergence and clipped share as what to watch (12);
 * - actor and critic are networks of their own (13), with tanh (Andrychowicz et al., §3.2);
 * - states cut off by a time limit keep the value of what was to come (Pardo et al., 2018);
 * - advantages are worked out once a rollout, as in most programs (once an epoch may do better:
 *   Andrychowicz et al., §3.5);
 * - luck that no action could change is taken off rewards where the environment knows it (Mao et al., 2019);
 * - a step that is not finite is skipped and counted, and leaves weights and moments as they were.
 *
 * @see Huang et al., The 37 Implementation Details of Proximal Policy Optimization, ICLR blog track, 2022
 * @see Schulman et al., Proximal Policy Optimization Algorithms, 2017
 * @see Andrychowicz et al., What Matters in On-Policy Reinforcement Learning?, 2021
 */
export class PPOAgent implements Actor, Stateful<PPOAgentState> {
  readonly #policy: ActorCritic;
  readonly #settings: PPOSettings;
  readonly #step: Learning;
  readonly #acting: Acting;
  readonly #judging: Judging;
  readonly #actions: Random;
  readonly #minibatches: Random;

  private constructor(
    { policy, settings, seed }: PPOAgentOptions,
    step: Learning,
    acting: Acting,
    judging: Judging,
  ) {
    this.#policy = policy;
    this.#settings = settings;
    this.#step = step;
    this.#acting = acting;
    this.#judging = judging;
    this.#actions = Random.stream(seed, 'actions');
    this.#minibatches = Random.stream(seed, 'minibatches');
  }

  /** @throws tensor/shape, tensor/compile-failed */
  static async create(options: PPOAgentOptions): Promise<PPOAgent> {
    const step = await createStep(options);
    const { policy, settings, runtime } = options;
    const { stateSize, distribution } = policy;
    const { actionSize } = distribution;
    const acting: Acting = await BatchedEvaluation.create(runtime, {
      build: (parameters, { states }) => evaluateStates(policy, parameters, states),
      batch: settings.environments,
      widths: { states: stateSize },
    });
    const judging: Judging = await BatchedEvaluation.create(runtime, {
      build: (parameters, { states, actions }) => {
        const { outputs, values } = evaluateStates(policy, parameters, states);
        const logProbs = distribution.logProbs(outputs, actions);
        return { logProbs, values, entropy: distribution.entropy(outputs) };
      },
      batch: settings.environments,
      widths: { states: stateSize, actions: actionSize },
    });
    return new PPOAgent(options, step, acting, judging);
  }

  get specs(): readonly ParameterSpec[] {
    return this.#step.specs;
  }

  /** A copy of all weights, the actor's first. */
  get parameters(): Float32Array {
    return this.#step.parameters.slice();
  }

  /**
   * Draws an action for each state.
   *
   * @param states - [n · stateSize], any n
   */
  async selectAction(states: Float32Array): Promise<SelectedActions> {
    const { outputs, values } = await this.#evaluate(states);
    const { distribution } = this.#policy;
    const { outputSize, actionSize } = distribution;
    const actions = new Float32Array(values.length * actionSize);
    const bestActions = this.#best(outputs, values.length);
    const logProbs = values.map((_, at) =>
      distribution.sample(
        rowOf(outputs, at, outputSize),
        this.#actions,
        rowOf(actions, at, actionSize),
      ),
    );
    return { actions, bestActions, logProbs, values };
  }

  /**
   * The action to take in each state when there is nothing more to explore; draws nothing.
   *
   * @param states - [n · stateSize], any n
   * @returns [n · actionSize]
   */
  async bestAction(states: Float32Array): Promise<Float32Array> {
    const { outputs, values } = await this.#evaluate(states);
    return this.#best(outputs, values.length);
  }

  /** @param states - [n · stateSize], any n. @returns [n] */
  async stateValues(states: Float32Array): Promise<Float32Array> {
    return (await this.#evaluate(states)).values;
  }

  /**
   * How probable actions taken in these states are by now, and what the states are worth.
   *
   * @param states - [n · stateSize], any n; actions [n · actionSize]
   */
  async evaluateActions(states: Float32Array, actions: Float32Array): Promise<EvaluatedActions> {
    return this.#judging.run({ states, actions }, this.#step.parameters);
  }

  async #evaluate(states: Float32Array) {
    return this.#acting.run({ states }, this.#step.parameters);
  }

  #best(outputs: Float32Array, count: number): Float32Array {
    const { distribution } = this.#policy;
    const { outputSize, actionSize } = distribution;
    const actions = new Float32Array(count * actionSize);
    for (let at = 0; at < count; at++) {
      distribution.best(rowOf(outputs, at, outputSize), rowOf(actions, at, actionSize));
    }
    return actions;
  }

  /** Learns from one rollout of the settings' size: `epochs` passes in shuffled minibatches. */
  async update(rollout: Rollout, learningRate: number): Promise<UpdateReport> {
    const { discount, traceDecay, epochs, minibatches } = this.#settings;
    const { advantages, returns } = generalisedAdvantages(rollout, discount, traceDecay);
    const { states, actions, logProbs: oldLogProbs, values: oldValues } = rollout;
    const columns = { states, actions, oldLogProbs, oldValues, advantages, returns };
    const applied: Readonly<Record<PPOMetric | 'loss', number>>[] = [];
    let badSteps = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const parts = shuffledMinibatches(columns, oldValues.length, minibatches, this.#minibatches);
      for (const minibatch of parts) {
        const report = await this.#step.step(minibatch, learningRate);
        badSteps = report.applied ? 0 : badSteps + 1;
        if (report.applied) applied.push({ ...report.metrics, loss: report.loss });
      }
    }
    const steps = epochs * minibatches;
    return { metrics: means(applied), steps, skippedSteps: steps - applied.length, badSteps };
  }

  saveState(): PPOAgentState {
    return {
      training: this.#step.saveState(),
      actions: this.#actions.saveState(),
      minibatches: this.#minibatches.saveState(),
    };
  }

  /** @throws tensor/state-mismatch */
  loadState({ training, actions, minibatches }: PPOAgentState): void {
    this.#step.loadState(training);
    this.#actions.loadState(actions);
    this.#minibatches.loadState(minibatches);
  }

  /** Gives memory and threads back. */
  async release(): Promise<void> {
    await Promise.all([this.#step.release(), this.#acting.release(), this.#judging.release()]);
  }
}

async function createStep({ policy, settings, seed, runtime }: PPOAgentOptions): Promise<Learning> {
  const { environments, rolloutSteps, minibatches, clipNorm } = settings;
  const size = (environments * rolloutSteps) / minibatches;
  assert(Number.isInteger(size), `${minibatches} minibatches divide a rollout evenly`);
  const { stateSize, distribution } = policy;
  return TrainingStep.create(runtime, {
    build: ppoLoss(policy, settings),
    inputs: {
      states: [size, stateSize],
      actions: [size, distribution.actionSize],
      oldLogProbs: [size],
      oldValues: [size],
      advantages: [size],
      returns: [size],
    },
    optimizer: chain(clipByGlobalNorm(clipNorm), adamW({ weightDecay: 0, epsilon: ADAM_EPSILON })),
    seed,
  });
}

/** Of each number over all records; none where there is no record. */
function means<Name extends string>(
  records: readonly Readonly<Record<Name, number>>[],
): Readonly<Partial<Record<Name, number>>> {
  const sums: Partial<Record<Name, number>> = {};
  for (const record of records) {
    for (const name of Object.keys(record) as Name[]) {
      sums[name] = (sums[name] ?? 0) + record[name] / records.length;
    }
  }
  return sums;
}
