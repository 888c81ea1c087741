import { describe, expect, it } from 'vitest';
import { type BarTable, sliceBars } from '#base';
import { packModel, type TrainedModel, trainModel } from '#models';
import { smallConfig } from '../../tests/support/learning-market.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { retrain } from './retrain.ts';
import type { RetrainTask } from './retrain-task.ts';

const BARS = 300;
const HOLDOUT_ROW = 165;
const GAP = 3;
const config = smallConfig();
const bars = randomBars(7, BARS, { edge: 0.4 });

async function championOf(table: BarTable, to = Number.POSITIVE_INFINITY): Promise<TrainedModel> {
  const outcome = await trainModel({
    name: 'ridge',
    assets: [{ symbol: 'A', adjusted: table }],
    config,
    seed: 1,
    span: { from: Number.NEGATIVE_INFINITY, to },
  });
  if (outcome.kind !== 'trained') throw new Error('expected a model');
  return outcome.trained;
}

const taskOf = (changes: Partial<RetrainTask> = {}): RetrainTask => ({
  model: 'ridge',
  symbols: ['A'],
  tables: [bars],
  config,
  seed: 1,
  champion: null,
  ...changes,
});

/** A champion of long ago that learned the opposite. */
const contrary = (edge: number): Promise<TrainedModel> =>
  championOf(randomBars(9, 150, { edge }), bars.time[100]);

/** The same bars, changed in rows [from, to). */
function changedRows(from: number, to: number): BarTable {
  const changed = structuredClone(bars);
  for (let row = from; row < to; row++) {
    for (const column of ['open', 'high', 'low', 'close'] as const) changed[column][row] *= 1.3;
  }
  return changed;
}

async function acceptedOf(table: BarTable): Promise<string> {
  const outcome = await retrain(taskOf({ tables: [table] }));
  if (outcome.kind !== 'ACCEPTED') throw new Error(outcome.kind);
  const { card } = outcome.challenger;
  return JSON.stringify([card, Buffer.from(packModel(outcome.challenger)).toString('hex')]);
}

describe('retrain', () => {
  it('accepts a challenger that beats the champion on the hold-out, and no other', async () => {
    const better = await retrain(taskOf({ champion: await contrary(-0.4) }));
    expect(better).toMatchObject({ kind: 'ACCEPTED' });
    const strict = smallConfig({ training: { acceptMargin: 0.5 } });
    const worse = await retrain(taskOf({ champion: await contrary(-0.4), config: strict }));
    expect(worse).toMatchObject({ kind: 'REJECTED' });
    if (better.kind !== 'ACCEPTED' || worse.kind !== 'REJECTED') return;
    expect(better.challengerLoss).toBeLessThan(better.championLoss ?? 0);
    expect(worse).toEqual({
      kind: 'REJECTED',
      championLoss: better.championLoss,
      challengerLoss: better.challengerLoss,
    });
  });

  it('rejects a challenger that is as good as the champion', async () => {
    const champion = await championOf(bars, bars.time[HOLDOUT_ROW - GAP]);
    const outcome = await retrain(taskOf({ champion }));
    expect(outcome).toMatchObject({ kind: 'REJECTED' });
    if (outcome.kind === 'REJECTED') expect(outcome.challengerLoss).toBe(outcome.championLoss);
  });

  it('gives the same outcome for the same task, to the bit', async () => {
    expect(await acceptedOf(structuredClone(bars))).toBe(await acceptedOf(bars));
  });

  it('never learns from the hold-out, nor from the gap before it', async () => {
    const learned = await acceptedOf(bars);
    expect(await acceptedOf(changedRows(HOLDOUT_ROW, BARS))).toBe(learned);
    expect(await acceptedOf(changedRows(HOLDOUT_ROW - GAP, HOLDOUT_ROW))).toBe(learned);
    expect(await acceptedOf(changedRows(HOLDOUT_ROW - GAP - 1, HOLDOUT_ROW))).not.toBe(learned);
  });

  it('learns up to where a champion of yesterday has seen, and judges both after the gap', async () => {
    const { card, model } = await contrary(-0.4);
    const training = { ...card.training, lastLabelTime: bars.time[219] };
    const outcome = await retrain(taskOf({ champion: { model, card: { ...card, training } } }));
    if (outcome.kind !== 'ACCEPTED') throw new Error(outcome.kind);
    expect(outcome.challenger.card.training.lastLabelTime).toBe(bars.time[219]);
  });

  it.each<[string, () => Promise<Partial<RetrainTask>>]>([
    [
      'needs 67 bars of an asset to train, the longest has',
      async () => ({ tables: [sliceBars(bars, 0, 100)] }),
    ],
    [
      'the champion has seen too much for a hold-out to be left',
      async () => ({ champion: await championOf(bars) }),
    ],
    [
      'hold-out has 45 samples, needs 50',
      async () => ({ champion: await championOf(bars, bars.time[BARS - 50]) }),
    ],
    ["Unknown model 'nonsense'", async () => ({ model: 'nonsense' })],
    ['Expected close from 1e-100 to 1e+100, was 0', async () => ({ tables: [zeroClose()] })],
    ["champion's loss is NaN", async () => ({ champion: broken(await contrary(-0.4)) })],
    ['and has never seen A', async () => ({ champion: stranger(await contrary(-0.4)) })],
  ])('fails and says why: %s', async (reason, changes) => {
    expect(await retrain(taskOf(await changes()))).toEqual({
      kind: 'FAILED',
      reason: expect.stringContaining(reason),
    });
  });
});

function zeroClose(): BarTable {
  const table = structuredClone(bars);
  table.close[10] = 0;
  return table;
}

function broken({ card, model }: TrainedModel): TrainedModel {
  const forward = async (_: Float32Array, batch: number) =>
    new Float64Array(batch * model.horizonBars).fill(Number.NaN);
  return { card, model: { ...model, forward } };
}

function stranger({ card, model }: TrainedModel): TrainedModel {
  return { card: { ...card, symbols: ['B'] }, model };
}
