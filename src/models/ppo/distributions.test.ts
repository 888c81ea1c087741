import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { Evaluation, given, Runtime } from '#tensor';
import type { ActionDistribution } from './action-distribution.ts';
import { categorical } from './categorical.ts';
import { logisticNormal } from './logistic-normal.ts';

const BATCH = 64;

/** What the graph says of actions drawn here. */
async function judged(distribution: ActionDistribution, outputs: Float32Array, seed: number) {
  const { outputSize, actionSize } = distribution;
  const random = new Random(seed);
  const actions = new Float32Array(BATCH * actionSize);
  const drawn = Array.from({ length: BATCH }, (_, at) =>
    distribution.sample(
      outputs.subarray(at * outputSize, (at + 1) * outputSize),
      random,
      actions.subarray(at * actionSize, (at + 1) * actionSize),
    ),
  );
  const evaluation = await Evaluation.create(new Runtime(), {
    build: (parameters, { taken }) => {
      const said = parameters.parameter('outputs', [BATCH, outputSize], given(outputs));
      return { logProbs: distribution.logProbs(said, taken), entropy: distribution.entropy(said) };
    },
    inputs: { taken: [BATCH, actionSize] },
  });
  const taken = { data: actions, shape: [BATCH, actionSize] };
  const { logProbs, entropy } = await evaluation.run({ taken }, outputs);
  await evaluation.release();
  return {
    actions,
    drawn,
    logProbs: logProbs.data,
    entropy: entropy.data,
  };
}

function repeated(row: readonly number[]): Float32Array {
  return Float32Array.from({ length: BATCH * row.length }, (_, at) => row[at % row.length]);
}

describe('a categorical action', () => {
  it('is drawn as often as its probability says, and the graph agrees', async () => {
    const logits = [1, 0, -1];
    const total = Math.exp(1) + 1 + Math.exp(-1);
    const distribution = categorical(3);
    const { actions, drawn, logProbs, entropy } = await judged(distribution, repeated(logits), 1);
    actions.forEach((action, at) => {
      const expected = logits[action] - Math.log(total);
      expect(drawn[at]).toBeCloseTo(expected, 6);
      expect(logProbs[at]).toBeCloseTo(expected, 6);
    });
    const probabilities = logits.map((logit) => Math.exp(logit) / total);
    const nats = -probabilities.reduce((sum, p) => sum + p * Math.log(p), 0);
    expect(entropy[0]).toBeCloseTo(nats, 6);
    const random = new Random(2);
    const counts = [0, 0, 0];
    const into = new Float32Array(1);
    for (let draw = 0; draw < 20_000; draw++) {
      distribution.sample(Float32Array.from(logits), random, into);
      counts[into[0]]++;
    }
    counts.forEach((count, at) => expect(count / 20_000).toBeCloseTo(probabilities[at], 1.7));
  });

  it('is at best the likeliest, and survives outputs that would overflow', () => {
    const into = new Float32Array(1);
    categorical(3).best(Float32Array.of(0, 5, 1), into);
    expect(into[0]).toBe(1);
    const sure = categorical(2).sample(Float32Array.of(-1000, 1000), new Random(1), into);
    expect([sure, into[0]]).toEqual([0, 1]);
  });
});

describe('logistic-normal weights', () => {
  const distribution = logisticNormal(3);
  const row = [0.5, -1, 2, Math.log(0.5), Math.log(0.2), Math.log(1.5)];

  it('are shares of one whole, and have the density of the scores they stand for', async () => {
    const { actions, drawn, logProbs, entropy } = await judged(distribution, repeated(row), 4);
    for (let at = 0; at < BATCH; at++) {
      const weights = actions.subarray(at * 4, at * 4 + 4);
      expect(weights.every((weight) => weight > 0)).toBe(true);
      expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(2e-7);
      let expected = 0;
      for (let asset = 0; asset < 3; asset++) {
        const score = Math.log(weights[asset] / weights[3]);
        const deviation = Math.exp(row[3 + asset]);
        const distance = (score - row[asset]) / deviation;
        expected -= distance ** 2 / 2 + Math.log(deviation * Math.sqrt(2 * Math.PI));
      }
      expect(drawn[at]).toBeCloseTo(expected, 4);
      expect(logProbs[at]).toBeCloseTo(expected, 4);
    }
    const nats = 3 * Math.log(Math.sqrt(2 * Math.PI * Math.E)) + Math.log(0.5 * 0.2 * 1.5);
    expect(entropy[0]).toBeCloseTo(nats, 5);
  });

  it('have scores of the mean and deviation asked for', () => {
    const random = new Random(6);
    const weights = new Float32Array(4);
    const scores = Array.from({ length: 5000 }, () => {
      distribution.sample(Float32Array.from(row), random, weights);
      return Math.log(weights[0] / weights[3]);
    });
    const mean = scores.reduce((sum, score) => sum + score / scores.length, 0);
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2 / scores.length, 0);
    expect(mean).toBeCloseTo(0.5, 1.3);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1.3);
  });

  it('stay finite at scores of any size', () => {
    const weights = new Float32Array(4);
    const outputs = Float32Array.of(500, -500, 0, 0, 0, 0);
    const density = distribution.sample(outputs, new Random(1), weights);
    expect(Number.isFinite(density)).toBe(true);
    expect(weights.every((weight) => weight > 0)).toBe(true);
    distribution.best(outputs, weights);
    expect([...weights]).toEqual([1, 0, 0, 0].map((share) => expect.closeTo(share, 9)));
  });

  it('are at best the softmax with cash at score zero', () => {
    const weights = new Float32Array(4);
    distribution.best(Float32Array.of(Math.log(2), 0, Math.log(4), 1, 1, 1), weights);
    [2, 1, 4, 1].forEach((share, at) => expect(weights[at]).toBeCloseTo(share / 8, 7));
  });
});
