import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { given, Runtime, sgd, TrainingStep } from '#tensor';
import type { ActionDistribution } from './action-distribution.ts';
import type { ActorCritic } from './actor-critic.ts';
import { categorical } from './categorical.ts';
import { logisticNormal } from './logistic-normal.ts';
import { type MinibatchInput, ppoLoss } from './ppo-loss.ts';
import { PPO_DEFAULTS } from './ppo-settings.ts';

const BATCH = 48;
const SETTINGS = { ...PPO_DEFAULTS, clipRange: 0.2, valueWeight: 0.7, entropyWeight: 0.05 };
const runtime = new Runtime();

type Columns = Readonly<Record<MinibatchInput, Float32Array>>;
type Reference = (
  outputs: Float32Array | Float64Array,
  action: Float32Array,
) => readonly [number, number];

/** Log-probability and entropy in float64. */
const ofChoice: Reference = (outputs, [choice]) => {
  const total = Math.log(Array.from(outputs, Math.exp).reduce((sum, value) => sum + value, 0));
  const logs = Array.from(outputs, (value) => value - total);
  return [logs[choice], -logs.reduce((sum, value) => sum + Math.exp(value) * value, 0)];
};

const ofWeights: Reference = (outputs, weights) => {
  const assets = weights.length - 1;
  let logProb = 0;
  let entropy = 0;
  for (let at = 0; at < assets; at++) {
    const deviation = Math.exp(outputs[assets + at]);
    const distance = (Math.log(weights[at] / weights[assets]) - outputs[at]) / deviation;
    logProb -= distance ** 2 / 2 + Math.log(deviation * Math.sqrt(2 * Math.PI));
    entropy += Math.log(deviation * Math.sqrt(2 * Math.PI * Math.E));
  }
  return [logProb, entropy];
};

/** Networks that are tables: what they say of each row of the minibatch is a parameter itself. */
function table(
  distribution: ActionDistribution,
  outputs: Float32Array,
  values: Float32Array,
): ActorCritic {
  return {
    stateSize: 1,
    distribution,
    actor: (parameters) =>
      parameters.parameter('outputs', [BATCH, distribution.outputSize], given(outputs)),
    critic: (parameters) => parameters.parameter('values', [BATCH], given(values)),
  };
}

/** The formulas of the loss, one row after another in float64. */
function referenceLoss(
  outputs: Float32Array | Float64Array,
  values: ArrayLike<number>,
  { actions, oldLogProbs, oldValues, advantages, returns }: Columns,
  reference: Reference,
) {
  const { clipRange, valueWeight, entropyWeight } = SETTINGS;
  const hold = (x: number, centre: number) =>
    Math.min(centre + clipRange, Math.max(centre - clipRange, x));
  const mean = advantages.reduce((sum, a) => sum + a / BATCH, 0);
  const deviation = Math.sqrt(advantages.reduce((sum, a) => sum + (a - mean) ** 2 / BATCH, 0));
  const total = { policyLoss: 0, valueLoss: 0, entropy: 0, approxKl: 0, clipFraction: 0 };
  const size = actions.length / BATCH;
  const width = outputs.length / BATCH;
  for (let at = 0; at < BATCH; at++) {
    const said = outputs.subarray(at * width, (at + 1) * width);
    const [logProb, entropy] = reference(said, actions.subarray(at * size, (at + 1) * size));
    const ratio = Math.exp(logProb - oldLogProbs[at]);
    const gain = (advantages[at] - mean) / deviation;
    total.policyLoss -= Math.min(ratio * gain, hold(ratio, 1) * gain) / BATCH;
    const held = hold(values[at], oldValues[at]);
    const errors = [values[at], held].map((value) => (value - returns[at]) ** 2);
    total.valueLoss += Math.max(...errors) / 2 / BATCH;
    total.entropy += entropy / BATCH;
    total.approxKl += (ratio - 1 - Math.log(ratio)) / BATCH;
    total.clipFraction += Number(Math.abs(ratio - 1) > clipRange) / BATCH;
  }
  const { policyLoss, valueLoss, entropy } = total;
  return { ...total, loss: policyLoss + valueWeight * valueLoss - entropyWeight * entropy };
}

describe.each([
  ['of choices', categorical(4), ofChoice],
  ['of portfolios', logisticNormal(2), ofWeights],
])('the PPO loss %s', (_, distribution, reference) => {
  const random = new Random(5);
  const normals = (size: number, scale = 1) =>
    Float32Array.from({ length: size }, () => scale * random.normal());
  const { outputSize, actionSize } = distribution;
  const outputs = normals(BATCH * outputSize, 0.5);
  const values = normals(BATCH);
  const actions = new Float32Array(BATCH * actionSize);
  const oldLogProbs = new Float32Array(BATCH);
  for (let at = 0; at < BATCH; at++) {
    const row = outputs.subarray(at * outputSize, (at + 1) * outputSize);
    const action = actions.subarray(at * actionSize, (at + 1) * actionSize);
    oldLogProbs[at] = distribution.sample(row, random, action) + 0.25 * random.normal();
  }
  const columns: Columns = {
    states: new Float32Array(BATCH),
    actions,
    oldLogProbs,
    oldValues: values.map((value) => value + 0.25 * random.normal()),
    advantages: normals(BATCH, 3),
    returns: normals(BATCH),
  };

  it('and its slopes are those of its formulas', async () => {
    const step = await TrainingStep.create(runtime, {
      build: ppoLoss(table(distribution, outputs, values), SETTINGS),
      inputs: {
        states: [BATCH, 1],
        actions: [BATCH, actionSize],
        oldLogProbs: [BATCH],
        oldValues: [BATCH],
        advantages: [BATCH],
        returns: [BATCH],
      },
      optimizer: sgd(),
      seed: 1,
    });
    const before = step.parameters.slice();
    const { loss, metrics } = await step.step(columns, 1);
    const found = step.parameters.map((after, at) => before[at] - after);
    await step.release();

    const expected = referenceLoss(outputs, values, columns, reference);
    expect(expected.clipFraction, 'some ratios are clipped').toBeGreaterThan(0.1);
    expect(expected.clipFraction, 'some are not').toBeLessThan(0.9);
    for (const [name, value] of Object.entries({ ...metrics, loss })) {
      expect(value, name).toBeCloseTo(expected[name as keyof typeof expected], 5);
    }
    const point = Float64Array.from([...outputs, ...values]);
    const lossAt = () =>
      referenceLoss(
        point.subarray(0, outputs.length),
        point.subarray(outputs.length),
        columns,
        reference,
      ).loss;
    const slopes = point.map((value, at) => {
      point[at] = value + 1e-5;
      const above = lossAt();
      point[at] = value - 1e-5;
      const below = lossAt();
      point[at] = value;
      return (above - below) / 2e-5;
    });
    slopes.forEach((slope, at) => expect(found[at], `parameter ${at}`).toBeCloseTo(slope, 5));
  });
});
