import { describe, expect, it } from 'vitest';
import { barsBetween } from '#base';
import { systemSchema } from '#config';
import { randomBars } from '../../../tests/support/random-bars.ts';
import { trainModel, type TrainingOutcome } from '../train.ts';
import type { TrainedModel } from '../trained-model.ts';
import { untrainedReason } from '../untrained.ts';

const BARS = 400;
const bars = randomBars(1, BARS, { edge: 0.3 });
const middle = bars.time[BARS / 2];

function trained(outcome: TrainingOutcome): TrainedModel {
  if (outcome.kind !== 'trained') throw new Error(untrainedReason(outcome));
  return outcome.trained;
}

/** @param training - settings that differ from a small training's */
async function train(name: string, training: object, assets = [{ symbol: 'A', adjusted: bars }]) {
  const config = systemSchema.parse({
    features: { only: ['ret1_vol', 'ret5_vol'], scalingWindowBars: 40 },
    model: { seqLen: 8 },
    training: { epochs: 1, ...training },
  });
  return trainModel({ name, assets, config, seed: 1 });
}

describe('training a network', () => {
  it('takes no more memory for a batch than there are examples', async () => {
    const [whole, huge] = await Promise.all([
      train('linear', { batchSize: BARS }),
      train('linear', { batchSize: 1e12 }),
    ]);
    expect(trained(huge).card.weightsHash).toBe(trained(whole).card.weightsHash);
  });

  it('gives a model one id, however many threads compute it and however often it is kept', async () => {
    const [one, two, other] = await Promise.all([
      train('linear', { threads: 1, checkpointSteps: 1 }),
      train('linear', { threads: 2, checkpointSteps: 9 }),
      train('linear', { threads: 1, checkpointSteps: 1, patienceEpochs: 1 }),
    ]);
    expect(trained(two).card.id).toBe(trained(one).card.id);
    expect(trained(other).card.id).not.toBe(trained(one).card.id);
  });

  it('says that assets with nothing in common give no examples, not that bars are few', async () => {
    const early = barsBetween(bars, Number.NEGATIVE_INFINITY, middle);
    const late = barsBetween(bars, middle, Number.POSITIVE_INFINITY);
    const outcome = await train('ppo', {}, [
      { symbol: 'A', adjusted: early },
      { symbol: 'B', adjusted: late },
    ]);
    expect(outcome).toEqual({ kind: 'too-few-examples', training: 0, validation: 0 });
    if (outcome.kind === 'trained') throw new Error('of nothing');
    expect(untrainedReason(outcome)).toBe(
      'finds 0 examples to learn from and 0 to validate on: too few bars are known well enough, or shared by its assets where it needs all of them',
    );
  });
});
