import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { constant, Evaluation, gradients, Runtime, type Tensor } from '#tensor';
import { type Dense, dense, total } from '../../../tests/support/dense.ts';
import { checkGradient, type GradientCase } from '../../../tests/support/gradient-check.ts';
import { combinedLoss } from './combined.ts';
import { differentiableSharpeRatio } from './differentiable-sharpe.ts';
import { directionalLoss } from './directional.ts';
import { huberLoss } from './huber.ts';
import { meanSquaredLoss } from './mean-squared.ts';
import { quantileLoss } from './quantile.ts';

type Loss = (outputs: Tensor, targets: Tensor) => Tensor;

/** The mean of `one` over all pairs of numbers. */
const meanOf = (one: (o: number, y: number) => number) => (outputs: Dense, targets: Dense) => {
  const { length } = outputs.data;
  const sum = total(length, (at) => one(outputs.data[at], targets.data[at]));
  return dense([], Float64Array.of(sum / length));
};

const squared = (o: number, y: number) => (o - y) ** 2;
const bent = (delta: number) => (o: number, y: number) =>
  Math.abs(o - y) <= delta ? 0.5 * (o - y) ** 2 : delta * (Math.abs(o - y) - 0.5 * delta);
const directional = (o: number, y: number) => {
  const steepness = Math.sqrt(2 * Math.PI);
  return (Math.abs(y) * Math.log(1 + Math.exp(-steepness * o * Math.sign(y)))) / steepness;
};
const pinball = (level: number) => (o: number, y: number) =>
  y >= o ? level * (y - o) : (1 - level) * (o - y);

function loss(name: string, build: Loss, one: (o: number, y: number) => number): GradientCase {
  const shape = [6, 5];
  return { name, shapes: [shape, shape], build, reference: meanOf(one) };
}

/** Minus the Sharpe ratio by its definition, bar after bar. */
function sharpeLoss(costBps: number, uncounted: number) {
  return (positions: Dense, returns: Dense, volatility: Dense): Dense => {
    const [sequences, steps] = positions.shape;
    const held = (b: number, t: number) => positions.at(b, t) / volatility.at(b, t);
    const net: number[] = [];
    for (let b = 0; b < sequences; b++) {
      for (let t = uncounted; t < steps; t++) {
        const cost = (costBps / 10_000) * Math.abs(held(b, t) - held(b, t - 1));
        net.push(positions.at(b, t) * returns.at(b, t) - cost);
      }
    }
    const average = total(net.length, (at) => net[at]) / net.length;
    const variance = total(net.length, (at) => (net[at] - average) ** 2) / net.length;
    return dense([], Float64Array.of(-average / Math.sqrt(variance + 1e-6)));
  };
}

function sharpe(costBps: number, uncountedSteps: number): GradientCase {
  const shape = [4, 7];
  return {
    name: `Sharpe ratio at ${costBps} bps after ${uncountedSteps} steps`,
    shapes: [shape, shape, shape],
    build: (positions, returns, volatility) =>
      differentiableSharpeRatio({ positions, returns, volatility, costBps, uncountedSteps }),
    reference: sharpeLoss(costBps, uncountedSteps),
    range: [0.5, 2],
  };
}

const CASES: readonly GradientCase[] = [
  loss('mean squared error', meanSquaredLoss, squared),
  loss('Huber', (o, y) => huberLoss(o, y), bent(1)),
  loss('Huber that bends early', (o, y) => huberLoss(o, y, 0.3), bent(0.3)),
  loss('directional', directionalLoss, directional),
  loss('quantile 0.1', (o, y) => quantileLoss(o, y, 0.1), pinball(0.1)),
  loss('quantile 0.5', (o, y) => quantileLoss(o, y, 0.5), pinball(0.5)),
  loss('combined', combinedLoss, (o, y) => bent(1)(o, y) + directional(o, y)),
  loss(
    'combined, mostly direction',
    (o, y) => combinedLoss(o, y, 5),
    (o, y) => bent(1)(o, y) + 5 * directional(o, y),
  ),
  sharpe(0, 1),
  sharpe(500, 1),
  sharpe(500, 3),
  sharpe(500, 6),
];

describe('value and gradient of losses', () => {
  it.each(CASES)('$name', checkGradient);
});

/** A loss of given rows of numbers, and its gradient by the first of them. */
async function evaluated(
  build: (...given: Tensor[]) => Tensor,
  ...rows: readonly (readonly number[])[]
): Promise<{ value: number; slope: readonly number[] }> {
  const shape = [1, rows[0].length];
  const evaluation = await Evaluation.create(new Runtime(), {
    inputs: Object.fromEntries(rows.map((_, at) => [`x${at}`, shape])),
    build: (_, inputs) => {
      const given = rows.map((_row, at) => inputs[`x${at}`]);
      const value = build(...given);
      return { value, slope: gradients(value, [given[0]])[0] };
    },
  });
  const feeds = rows.map((row, at) => [`x${at}`, { data: Float32Array.from(row), shape }]);
  const { value, slope } = await evaluation.run(Object.fromEntries(feeds), new Float32Array());
  await evaluation.release();
  return { value: value.data[0], slope: [...slope.data] };
}

describe('Sharpe ratio where nothing varies', () => {
  const ratio = (positions: Tensor, returns: Tensor) =>
    differentiableSharpeRatio({
      positions,
      returns,
      volatility: constant(new Float32Array(4).fill(0.01), [1, 4]),
      costBps: 10,
    });

  it.each([
    ['flat positions', [0, 0, 0, 0], [1, -1, 2, 0.5]],
    ['returns of zero', [0.3, 0.3, 0.3, 0.3], [0, 0, 0, 0]],
    ['constant returns of constant positions', [0.3, 0.3, 0.3, 0.3], [0.1, 0.1, 0.1, 0.1]],
  ])('%s have a finite loss and gradient', async (_, positions, returns) => {
    const { value, slope } = await evaluated(ratio, positions, returns);
    expect(Number.isFinite(value)).toBe(true);
    expect(slope.every(Number.isFinite)).toBe(true);
  });

  it('flat positions learn which way to begin', async () => {
    const { slope } = await evaluated(ratio, [0, 0, 0, 0], [1, -1, 2, 0.5]);
    expect(slope.map((value) => Math.sign(value))).toEqual([0, 1, -1, -1]);
  });
});

it('a quantile loss is least at the quantile', async () => {
  const targets = Array.from({ length: 99 }, (_, at) => at + 1);
  const around = async (guess: number) => {
    const guesses = new Array<number>(99).fill(guess);
    const { slope } = await evaluated((o, y) => quantileLoss(o, y, 0.2), guesses, targets);
    return slope.reduce((a, b) => a + b);
  };
  expect(await around(19.5)).toBeLessThan(0);
  expect(await around(20.5)).toBeGreaterThan(0);
});

describe('directional loss', () => {
  it('is least at the expected return of standardised targets', async () => {
    const random = Random.stream(3, 'targets');
    const expected = 0.1;
    const targets = Array.from({ length: 200_000 }, () => expected + random.normal());
    const push = async (guess: number) => {
      const guesses = new Array<number>(targets.length).fill(guess);
      const { slope } = await evaluated(directionalLoss, guesses, targets);
      return slope.reduce((a, b) => a + b);
    };
    expect(await push(expected - 0.01)).toBeLessThan(0);
    expect(await push(expected + 0.01)).toBeGreaterThan(0);
  });

  it('does not weaken while the sign is wrong, and counts a bar that did not move not at all', async () => {
    const { slope } = await evaluated(directionalLoss, [-1, -5, 3], [2, 2, 0]);
    expect(slope[0]).toBeLessThan(-0.6);
    expect(slope[1]).toBeLessThanOrEqual(slope[0]);
    expect(slope[2]).toBeCloseTo(0, 9);
  });
});

it('weights and levels that mean nothing are bugs', () => {
  const x = constant(Float32Array.of(1, 2), [2]);
  expect(() => combinedLoss(x, x, -1)).toThrow('weight');
  expect(() => quantileLoss(x, x, 1)).toThrow('quantile');
  expect(() => huberLoss(x, x, 0)).toThrow('bends');
});
