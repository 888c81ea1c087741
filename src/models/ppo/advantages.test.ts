import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { generalisedAdvantages, type RewardPath } from './advantages.ts';

function pathOf(steps: readonly (readonly [number, number, number, number])[]): RewardPath {
  return {
    environments: 1,
    rewards: Float64Array.from(steps, ([reward]) => reward),
    values: Float32Array.from(steps, ([, value]) => value),
    nextValues: Float32Array.from(steps, ([, , next]) => next),
    ended: Uint8Array.from(steps, ([, , , end]) => end),
  };
}

/** A_t = Σ_k (γλ)^k δ_{t+k} up to the end of the episode, each term by itself. */
function bySums(path: RewardPath, discount: number, decay: number): number[] {
  const { environments, rewards, values, nextValues, ended } = path;
  return Array.from(rewards, (_, first) => {
    let total = 0;
    let weight = 1;
    for (let at = first; at < rewards.length; at += environments) {
      total += weight * (rewards[at] + discount * nextValues[at] - values[at]);
      weight *= discount * decay;
      if (ended[at] === 1) break;
    }
    return total;
  });
}

describe('generalised advantages', () => {
  it('equals hand-made numbers', () => {
    const path = pathOf([
      [1, 0.5, 0.25, 0],
      [2, 0.25, 1, 0],
    ]);
    const { advantages, returns } = generalisedAdvantages(path, 0.5, 0.5);
    // δ = 1 + 0.125 − 0.5 and 2 + 0.5 − 0.25
    expect([...advantages]).toEqual([0.625 + 0.25 * 2.25, 2.25]);
    expect([...returns]).toEqual([0.625 + 0.25 * 2.25 + 0.5, 2.5]);
  });

  it('equals the sum of discounted surprises of each episode, in environments side by side', () => {
    const random = new Random(3);
    const draw = () => Float32Array.from({ length: 60 }, () => random.normal());
    const path: RewardPath = {
      environments: 3,
      rewards: Float64Array.from(draw()),
      values: draw(),
      nextValues: draw(),
      ended: Uint8Array.from({ length: 60 }, () => (random.uniform() < 0.2 ? 1 : 0)),
    };
    const { advantages } = generalisedAdvantages(path, 0.9, 0.8);
    bySums(path, 0.9, 0.8).forEach((expected, at) => {
      expect(advantages[at]).toBeCloseTo(expected, 5);
    });
  });

  it('looks one step ahead with λ = 0 and to the end of the episode with λ = 1', () => {
    const path = pathOf([
      [1, 5, 7, 0],
      [1, 7, 0, 1],
      [9, 2, 3, 0],
    ]);
    expect([...generalisedAdvantages(path, 1, 0).advantages]).toEqual([3, -6, 10]);
    expect([...generalisedAdvantages(path, 1, 1).returns]).toEqual([2, 1, 12]);
  });
});
