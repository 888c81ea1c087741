import { expect } from 'vitest';
import { Random } from '#base';
import { gradients } from '../../src/tensor/gradients.ts';
import { input, type Tensor } from '../../src/tensor/graph.ts';
import { multiply } from '../../src/tensor/ops/arithmetic.ts';
import { sum } from '../../src/tensor/ops/sum.ts';
import { type Dense, dense } from './dense.ts';
import { runGraph } from './run-graph.ts';

export interface GradientCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** The same in float64. */
  readonly reference: (...inputs: Dense[]) => Dense;
  /** Inputs are uniform in it. */
  readonly range?: readonly [number, number];
}

const STEP = 1e-5;

/** Value and gradient against a float64 reference and its central differences. */
export async function checkGradient({
  name,
  shapes,
  build,
  reference,
  range: [low, high] = [-2, 2],
}: GradientCase): Promise<void> {
  const random = Random.stream(7, name);
  const points = shapes.map((shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return Float32Array.from({ length: size }, () => low + (high - low) * random.uniform());
  });
  const dense64 = shapes.map((shape, at) => dense(shape, Float64Array.from(points[at])));
  const expected = reference(...dense64);
  const factors = Float32Array.from(expected.data, () => random.normal());

  const inputs = shapes.map((shape, at) => input(`x${at}`, shape));
  const weights = input('weights', expected.shape);
  const y = build(...inputs);
  expect(y.shape).toEqual(expected.shape);
  const slopes = gradients(sum(multiply(y, weights)), inputs);
  const outputs = Object.fromEntries(slopes.map((slope, at) => [`slope${at}`, slope]));
  const feeds = inputs.map((tensor, at) => [tensor, points[at]] as const);
  for (const portable of [false, true]) {
    const results = await runGraph({ y, ...outputs }, [...feeds, [weights, factors]], { portable });
    expectClose(results.y.data as Float32Array, expected.data, 2e-6, name);
    for (const at of shapes.keys()) {
      const found = (results as Record<string, typeof results.y>)[`slope${at}`].data;
      const differences = centralDifferences(reference, dense64, at, factors);
      expectClose(found as Float32Array, differences, 1e-5, `${name}, input ${at}`);
    }
  }
}

function centralDifferences(
  reference: GradientCase['reference'],
  inputs: readonly Dense[],
  at: number,
  factors: Float32Array,
): Float64Array {
  const loss = () => reference(...inputs).data.reduce((a, value, k) => a + value * factors[k], 0);
  const { data } = inputs[at];
  return data.map((value, position) => {
    data[position] = value + STEP;
    const above = loss();
    data[position] = value - STEP;
    const below = loss();
    data[position] = value;
    return (above - below) / (2 * STEP);
  });
}

/** Equal to `tolerance` of the largest number. */
function expectClose(
  found: Float32Array,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(found.length, what).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  let worst = 0;
  for (let at = 0; at < found.length; at++) {
    const error = Math.abs(found[at] - expected[at]);
    worst = error <= worst ? worst : error;
  }
  expect(worst / scale, what).toBeLessThanOrEqual(tolerance);
}
