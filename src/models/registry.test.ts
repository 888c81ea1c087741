import { beforeAll, describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { FEW_FEATURES } from '../../tests/support/few-features.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { VirtualDisk } from '../../tests/support/virtual-disk.ts';
import { listModels, loadModel, saveModel } from './registry.ts';
import { trainModel } from './train.ts';
import type { TrainedModel } from './trained-model.ts';

const config = systemSchema.parse({ features: { only: FEW_FEATURES, scalingWindowBars: 40 } });
const bars = randomBars(1, 400);
let older: TrainedModel;
let newer: TrainedModel;

async function trainedUntil(row: number): Promise<TrainedModel> {
  const span = { from: Number.NEGATIVE_INFINITY, to: bars.time[row] };
  const assets = [{ symbol: 'A', adjusted: bars }];
  const outcome = await trainModel({ name: 'ridge', assets, config, seed: 1, span });
  if (outcome.kind !== 'trained') throw new Error('too few bars');
  return outcome.trained;
}

beforeAll(async () => {
  older = await trainedUntil(300);
  newer = await trainedUntil(350);
});

describe('the registry', () => {
  it('lists cards oldest training first, and nothing where there is no folder', () => {
    const disk = new VirtualDisk();
    expect(listModels(disk, '/models')).toEqual([]);
    saveModel(disk, '/models', newer);
    const folder = saveModel(disk, '/models', older);
    expect(folder).toBe(`/models/ridge/${older.card.id}`);
    expect(listModels(disk, '/models')).toEqual([older.card, newer.card]);
  });

  it('refuses weights that are not those of the card', async () => {
    const disk = new VirtualDisk();
    const folder = saveModel(disk, '/models', older);
    const weights = disk.readFile(`${folder}/weights.safetensors`).slice();
    weights[weights.length - 1] ^= 1;
    disk.put(`${folder}/weights.safetensors`, weights);
    await expect(loadModel(disk, '/models', older.card)).rejects.toThrow(
      /weights.safetensors have hash .* their card says/,
    );
  });

  it('refuses a card that lies in the folder of another model', async () => {
    const disk = new VirtualDisk();
    const folder = saveModel(disk, '/models', older);
    saveModel(disk, '/models', newer);
    disk.put(`${folder}/card.json`, disk.readFile(`/models/ridge/${newer.card.id}/card.json`));
    const refusal = new RegExp(`${older.card.id}/card.json is that of ridge ${newer.card.id}`);
    expect(() => listModels(disk, '/models')).toThrow(refusal);
    await expect(loadModel(disk, '/models', older.card)).rejects.toThrow(refusal);
  });

  it('refuses a card that was changed after it was written', async () => {
    const disk = new VirtualDisk();
    const folder = saveModel(disk, '/models', older);
    const text = new TextDecoder().decode(disk.readFile(`${folder}/card.json`));
    const put = (changed: string) =>
      disk.put(`${folder}/card.json`, new TextEncoder().encode(changed));
    put(text.replace('"A"', '"B"'));
    await expect(loadModel(disk, '/models', older.card)).rejects.toThrow(/says id .* its content/);
    put(text.replace('"seqLen": 1', '"seqLen": 0'));
    expect(() => listModels(disk, '/models')).toThrow(/card.json cannot be read \(seqLen: /);
    put(text.slice(0, 100));
    expect(() => listModels(disk, '/models')).toThrow(/card.json cannot be read/);
    put(text.replace('"schema": 2', '"schema": ?'));
    expect(() => listModels(disk, '/models')).toThrow(/^.* cannot be read .*; restore it.*$/);
  });

  it('says what to do when a model is not there', async () => {
    const missing = { name: 'ridge', id: '0123456789abcdef' };
    await expect(loadModel(new VirtualDisk(), '/models', missing)).rejects.toThrow(
      /Cannot read .models.ridge.0123456789abcdef.card.json .* train the model/,
    );
  });
});
