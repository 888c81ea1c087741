import { describe, expect, it } from 'vitest';
import type { Environment } from './environment.ts';
import { generalisedAdvantages } from './advantages.ts';
import { type Actor, RolloutCollector } from './rollout-collector.ts';

/** Counts its steps from a start; worth 10 a step; ends after `length` steps in one way or the other. */
function counter(start: number, length: number, end: 'terminated' | 'truncated'): Environment {
  let steps = 0;
  const state = () => Float32Array.of(start + steps);
  return {
    stateSize: 1,
    reset() {
      steps = 0;
      return state();
    },
    step() {
      steps++;
      const over = steps === length;
      return {
        state: state(),
        reward: 10,
        terminated: over && end === 'terminated',
        truncated: over && end === 'truncated',
      };
    },
    saveState: () => steps,
    loadState(saved) {
      steps = Number(saved);
    },
  };
}

/** Does what it sees, and values a state at its number. */
const echo: Actor = {
  selectAction: async (states) => ({
    actions: states,
    bestActions: states.map((state) => -state),
    logProbs: states.map((state) => state / 2),
    values: states,
  }),
  stateValues: async (states) => states,
};

const environments = () => [counter(100, 2, 'terminated'), counter(200, 2, 'truncated')];

describe('a rollout', () => {
  it('keeps the value of a truncated state, not of a terminal one, and goes on at the next reset', async () => {
    const rollout = await new RolloutCollector(environments(), 1).collect(echo, 3);
    expect([...rollout.states]).toEqual([100, 200, 101, 201, 100, 200]);
    expect(rollout.actions).toEqual(rollout.states);
    expect([...rollout.logProbs]).toEqual([50, 100, 50.5, 100.5, 50, 100]);
    expect([...rollout.nextValues]).toEqual([101, 201, 0, 202, 101, 201]);
    expect([...rollout.ended]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(rollout.episodes).toEqual([
      { reward: 20, steps: 2 },
      { reward: 20, steps: 2 },
    ]);
    const { advantages } = generalisedAdvantages(rollout, 1, 1);
    expect([...advantages].slice(0, 4), 'no episode sees into the next').toEqual([
      20 - 100,
      20 + 202 - 200,
      10 - 101,
      10 + 202 - 201,
    ]);
  });

  it('goes on in the middle of an episode, also from a saved state', async () => {
    const collector = new RolloutCollector(environments(), 1);
    await collector.collect(echo, 1);
    const saved: unknown = JSON.parse(JSON.stringify(collector.saveState()));
    const second = await collector.collect(echo, 4);
    expect([...second.states.subarray(0, 2)]).toEqual([101, 201]);
    const other = new RolloutCollector(environments(), 9);
    other.loadState(saved as ReturnType<typeof collector.saveState>);
    expect(await other.collect(echo, 4)).toEqual(second);
  });

  it('takes luck off what is learned from and leaves it in what is reported', async () => {
    const lucky = { ...counter(100, 2, 'terminated'), sharedLuck: ([best]: Float32Array) => best };
    const { rewards, episodes } = await new RolloutCollector([lucky], 1).collect(echo, 2);
    expect([...rewards]).toEqual([10 + 100, 10 + 101]);
    expect(episodes).toEqual([{ reward: 20, steps: 2 }]);
  });
});
