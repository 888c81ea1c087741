import { assert, Random, type RandomState, type Stateful } from '#base';
import type { Environment, Transition } from './environment.ts';
import type { Episode, Rollout } from './rollout.ts';
import { rowOf } from './row-of.ts';

/** Chooses actions for states, as PPOAgent does. */
export interface Actor {
  /** @param states - [n · stateSize] */
  selectAction(states: Float32Array): Promise<SelectedActions>;
  /** What the critic expects from each state, [n]. */
  stateValues(states: Float32Array): Promise<Float32Array>;
}

/** Actions for several states, one after another. */
export interface SelectedActions {
  /** Drawn, [n · actionSize]. */
  readonly actions: Float32Array;
  /** That the policy would take without exploring, [n · actionSize]. */
  readonly bestActions: Float32Array;
  /** Logarithms of their probabilities or densities, [n]. */
  readonly logProbs: Float32Array;
  /** What the critic expects from each state, [n]. */
  readonly values: Float32Array;
}

interface Seat {
  readonly environment: Environment;
  readonly random: Random;
  state: Float32Array;
  episodeReward: number;
  episodeSteps: number;
}

export interface CollectorState {
  readonly seats: readonly {
    readonly environment: unknown;
    readonly random: RandomState;
    readonly state: readonly number[];
    readonly episodeReward: number;
    readonly episodeSteps: number;
  }[];
}

/**
 * Lets an actor live in several environments side by side, episode after episode.
 *
 * A rollout ends in the middle of episodes, and the next one goes on there. Where an episode was
 * truncated, the critic says what its last state was still worth before the environment is reset.
 */
export class RolloutCollector implements Stateful<CollectorState> {
  readonly #seats: readonly Seat[];

  /** @param seed - each environment draws from a stream of its own */
  constructor(environments: readonly Environment[], seed: number) {
    this.#seats = environments.map((environment, at) => {
      const random = Random.stream(seed, `environment${at}`);
      const state = environment.reset(random);
      return { environment, random, state, episodeReward: 0, episodeSteps: 0 };
    });
  }

  /** @param steps - of each environment, ≥ 1 */
  async collect(actor: Actor, steps: number): Promise<Rollout> {
    const environments = this.#seats.length;
    const count = steps * environments;
    const parts: SelectedActions[] = [];
    const states = new Float32Array(count * this.#seats[0].state.length);
    const rewards = new Float64Array(count);
    const nextValues = new Float32Array(count);
    const ended = new Uint8Array(count);
    const episodes: Episode[] = [];
    for (let step = 0; step < steps; step++) {
      const before = this.#states();
      const selected = await actor.selectAction(before);
      const first = step * environments;
      if (step > 0) continueValues(nextValues, ended, selected.values, first - environments);
      states.set(before, step * before.length);
      parts.push(selected);
      const truncated: number[] = [];
      const transitions = this.#seats.map((seat, at) => this.#act(seat, selected.actions, at));
      transitions.forEach((transition, at) => {
        rewards[first + at] = transition.reward - this.#sharedLuck(selected.bestActions, at);
        if (!transition.terminated && !transition.truncated) return;
        ended[first + at] = 1;
        if (!transition.terminated) truncated.push(at);
      });
      if (truncated.length > 0) {
        const values = await actor.stateValues(this.#states());
        for (const at of truncated) nextValues[first + at] = values[at];
      }
      this.#resetEnded(ended.subarray(first, first + environments), episodes);
    }
    const last = await actor.stateValues(this.#states());
    continueValues(nextValues, ended, last, count - environments);
    return {
      environments,
      states,
      actions: joined(parts.map((part) => part.actions)),
      logProbs: joined(parts.map((part) => part.logProbs)),
      values: joined(parts.map((part) => part.values)),
      rewards,
      nextValues,
      ended,
      episodes,
    };
  }

  #act(seat: Seat, actions: Float32Array, at: number): Transition {
    const transition = seat.environment.step(this.#ofSeat(actions, at), seat.random);
    seat.state = transition.state;
    seat.episodeReward += transition.reward;
    seat.episodeSteps++;
    return transition;
  }

  #sharedLuck(bestActions: Float32Array, at: number): number {
    return this.#seats[at].environment.sharedLuck?.(this.#ofSeat(bestActions, at)) ?? 0;
  }

  #ofSeat(actions: Float32Array, at: number): Float32Array {
    return rowOf(actions, at, actions.length / this.#seats.length);
  }

  #resetEnded(ended: Uint8Array, episodes: Episode[]): void {
    this.#seats.forEach((seat, at) => {
      if (ended[at] === 0) return;
      episodes.push({ reward: seat.episodeReward, steps: seat.episodeSteps });
      seat.state = seat.environment.reset(seat.random);
      seat.episodeReward = 0;
      seat.episodeSteps = 0;
    });
  }

  #states(): Float32Array {
    return joined(this.#seats.map(({ state }) => state));
  }

  saveState(): CollectorState {
    return {
      seats: this.#seats.map(({ environment, random, state, episodeReward, episodeSteps }) => ({
        environment: environment.saveState(),
        random: random.saveState(),
        state: [...state],
        episodeReward,
        episodeSteps,
      })),
    };
  }

  loadState({ seats }: CollectorState): void {
    assert(seats.length === this.#seats.length, 'the state has as many environments');
    seats.forEach((saved, at) => {
      const seat = this.#seats[at];
      seat.environment.loadState(saved.environment);
      seat.random.loadState(saved.random);
      seat.state = Float32Array.from(saved.state);
      seat.episodeReward = saved.episodeReward;
      seat.episodeSteps = saved.episodeSteps;
    });
  }
}

/** What follows a step that ended no episode is the state acted in next. */
function continueValues(
  nextValues: Float32Array,
  ended: Uint8Array,
  values: Float32Array,
  first: number,
): void {
  values.forEach((value, at) => {
    if (ended[first + at] === 0) nextValues[first + at] = value;
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [{ length }] = parts;
  const whole = new Float32Array(parts.length * length);
  parts.forEach((part, at) => whole.set(part, at * length));
  return whole;
}
