import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDisk, nodeSpawn, systemClock } from '#base/node';
import { packModel } from '#models';
import { smallConfig } from '../../tests/support/learning-market.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { childRetrainer } from './child-retrainer.ts';
import { retrain } from './retrain.ts';
import type { RetrainOutcome, RetrainTask } from './retrain-task.ts';

const folder = temporaryFolder();
const task: RetrainTask = {
  model: 'ridge',
  symbols: ['A'],
  tables: [randomBars(7, 300, { edge: 0.4 })],
  config: smallConfig(),
  seed: 1,
  champion: null,
};

const retrainerWith = (timeoutMs: number) =>
  childRetrainer({
    disk: nodeDisk,
    spawn: nodeSpawn,
    clock: systemClock,
    folder: join(folder, 'retrain'),
    timeoutMs,
  });

const comparable = (outcome: RetrainOutcome) =>
  outcome.kind === 'ACCEPTED'
    ? { ...outcome, challenger: [outcome.challenger.card, packModel(outcome.challenger)] }
    : outcome;

describe('childRetrainer, with real processes', () => {
  it('comes to the same outcome as a retrain in this process, to the bit', async () => {
    const outcome = await retrainerWith(60_000)(task).outcome;
    expect(outcome.kind).toBe('ACCEPTED');
    expect(comparable(outcome)).toEqual(comparable(await retrain(task)));
    expect(readdirSync(join(folder, 'retrain'))).toEqual([]);
  });

  it('says what went wrong in the child', async () => {
    expect(await retrainerWith(60_000)({ ...task, model: 'nonsense' }).outcome).toEqual({
      kind: 'FAILED',
      reason: expect.stringContaining("Unknown model 'nonsense'"),
    });
  });

  it('kills a child that takes too long', async () => {
    expect(await retrainerWith(5)(task).outcome).toEqual({
      kind: 'FAILED',
      reason: 'not done after 5 ms, killed',
    });
  });
});
