import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { CART_POLE_SETTINGS, runCartPole } from '../studies/cart-pole.ts';
import { CartPoleEnvironment, type CartPoleState } from '../studies/cart-pole-environment.ts';

/** Made with Gymnasium 1.4.0, CartPole-v1, from states set by hand, in float64. */
const TRANSITIONS: readonly (readonly [Motion, 0 | 1, Motion, boolean])[] = [
  [
    [0.01, -0.02, 0.03, 0.04],
    0,
    [0.009600000000000001, -0.21553901710278936, 0.030799999999999998, 0.34199522377603914],
    false,
  ],
  [
    [0.01, -0.02, 0.03, 0.04],
    1,
    [0.009600000000000001, 0.17467919574755525, 0.030799999999999998, -0.2430687179600081],
    false,
  ],
  [[-1.5, 0.75, -0.15, -1.25], 0, [-1.485, 0.5570845726319749, -0.175, -1.0078110183434765], false],
  [[2.39, 1, 0.1, 0.5], 1, [2.41, 1.193580523596704, 0.11, 0.2404308835510348], true],
  [[0.3, -0.4, 0.2, 1.1], 0, [0.292, -0.5971105811465227, 0.222, 1.4481810223346043], true],
];
/** The first of these states under pushes 1, 0, 0, 1, 1, 0, 1 again and again falls after 29. */
const PUSHES = [1, 0, 0, 1, 1, 0, 1];
const FALLEN: Motion = [
  0.19233270968403426, 0.9646913203474135, -0.21449183339821923, -1.6564105059577627,
];

type Motion = CartPoleState['motion'];

function at(motion: Motion, steps = 0): CartPoleEnvironment {
  const environment = new CartPoleEnvironment();
  environment.loadState({ motion, steps });
  return environment;
}

describe('CartPole', () => {
  it.each(TRANSITIONS)(
    'moves from %j by push %i as Gymnasium does',
    (motion, push, after, over) => {
      const environment = at(motion);
      const { terminated, truncated, reward } = environment.step(Float32Array.of(push));
      expect({ terminated, truncated, reward }).toEqual({
        terminated: over,
        truncated: false,
        reward: 1,
      });
      const { motion: found } = environment.saveState();
      after.forEach((value, axis) => expect(found[axis]).toBeCloseTo(value, 14));
    },
  );

  it('falls after as many pushes as in Gymnasium', () => {
    const environment = at(TRANSITIONS[0][0]);
    let steps = 0;
    while (!environment.step(Float32Array.of(PUSHES[steps % 7])).terminated) steps++;
    expect(steps + 1).toBe(29);
    const { motion } = environment.saveState();
    FALLEN.forEach((value, axis) => expect(motion[axis]).toBeCloseTo(value, 12));
  });

  it('starts within ±0.05 and is cut off, not over, after 500 steps', () => {
    const environment = new CartPoleEnvironment();
    const random = new Random(1);
    for (let start = 0; start < 50; start++) {
      expect(Math.max(...environment.reset(random).map(Math.abs))).toBeLessThanOrEqual(0.05);
    }
    const upright = at([0, 0, 0, 0], 498);
    expect(upright.step(Float32Array.of(0)).truncated).toBe(false);
    expect(upright.step(Float32Array.of(1))).toMatchObject({ truncated: true, terminated: false });
  });

  it('is learned by PPO in 40,000 steps, to the same bytes each time', async () => {
    const short = { seed: 1, totalSteps: 40_000, settings: CART_POLE_SETTINGS };
    const result = await runCartPole(short);
    expect(result.trainingReturn).toBeGreaterThan(100);
    expect(result.evaluationReturn).toBeGreaterThan(150);
    expect(result.skippedSteps).toBe(0);
    const shorter = { ...short, totalSteps: 4096 };
    expect(await runCartPole(shorter)).toEqual(await runCartPole(shorter));
  });
});
