import { Evaluation, multiply, Runtime, sgd, sum, type Tensor, TrainingStep } from '#tensor';
import type { Parameters } from '../../src/tensor/parameters.ts';
import { movedWeights, type Network, noise, runNetwork } from './run-network.ts';

export interface Slope {
  /** Of the parameter that was moved along a random direction. */
  readonly name: string;
  readonly found: number;
  readonly expected: number;
}

/** How far parameters are moved, along a direction of one standard normal number for each. */
const STEP = 0.01;

/**
 * For every parameter the slope of a random sum of a network's outputs: by the gradient, and by differences.
 *
 * Single precision leaves about six digits of a loss; differences over two lengths, joined so that their
 * first error cancels, keep three or four of a slope.
 */
export async function networkSlopes(
  network: Network,
  shape: readonly number[],
): Promise<readonly Slope[]> {
  const runtime = new Runtime();
  const x = noise('gradient', shape);
  const { y } = await runNetwork(network, x);
  const factors = noise('factors', y.shape);
  const inputs = { x: x.shape, factors: y.shape };
  const build = (p: Parameters, given: { readonly x: Tensor; readonly factors: Tensor }) => ({
    loss: sum(multiply(network(p, given.x).y, given.factors)),
  });
  const optimizer = sgd({ momentum: 0.5 });
  const step = await TrainingStep.create(runtime, { inputs, optimizer, seed: 1, build });
  const evaluation = await Evaluation.create(runtime, { inputs, build });
  const point = movedWeights(step.parameters);
  step.loadState({ parameters: point });
  await step.step({ x: x.data, factors: factors.data }, 0);
  // After the first step the velocity is the gradient itself.
  const gradient = step.saveState().moments['velocity'];
  const slopes: Slope[] = [];
  for (const [at, { name, offset }] of step.specs.entries()) {
    const end = step.specs[at + 1]?.offset ?? point.length;
    const direction = noise(name, [end - offset]).data;
    const lossAt = async (distance: number) => {
      const moved = point.slice();
      direction.forEach((slope, k) => (moved[offset + k] += distance * slope));
      return (await evaluation.run({ x, factors }, moved)).loss.data[0];
    };
    const difference = async (h: number) => ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
    const expected = (4 * (await difference(STEP)) - (await difference(2 * STEP))) / 3;
    const found = direction.reduce((total, slope, k) => total + slope * gradient[offset + k], 0);
    slopes.push({ name, found, expected });
  }
  await Promise.all([step.release(), evaluation.release()]);
  return slopes;
}
