import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import { randomBars } from '../../../tests/support/random-bars.ts';
import { sealCard, type ModelCard } from '../model-card.ts';
import { packModel, unpackModel } from '../packed-model.ts';
import { trainModel } from '../train.ts';

const config = systemSchema.parse({
  features: { only: ['ret1_vol', 'ret5_vol'], scalingWindowBars: 40 },
  model: { seqLen: 8 },
  training: { epochs: 1 },
});
const assets = [{ symbol: 'A', adjusted: randomBars(1, 400) }];

describe('a card of another hand', () => {
  it('is refused for sizes no network has, before one is built', async () => {
    const outcome = await trainModel({ name: 'lstm', assets, config, seed: 1 });
    if (outcome.kind !== 'trained') throw new Error(outcome.kind);
    const { trained } = outcome;
    const weights = packModel(trained);
    const { id: _, schema: __, ...written } = trained.card;
    const unpack = async (changed: Partial<ModelCard>) =>
      unpackModel(sealCard({ ...written, ...changed }), weights, 'W');
    const sized = async (sizes: Record<string, number | boolean>) =>
      unpack({ settings: { ...written.settings, ...sizes } });

    expect((await sized({})).card.id).toBe(trained.card.id);
    for (const [name, size] of Object.entries({ heads: -4, members: 0, layers: 0.5, width: 0 })) {
      await expect(sized({ [name]: size }), name).rejects.toThrow(
        `The card of model 'lstm' says ${name} is ${size}; train the model again.`,
      );
    }
    for (const name of ['members', 'layers']) {
      await expect(sized({ [name]: 1e9 }), name).rejects.toThrow(
        /says (members|layers) is 1000000/,
      );
    }
    await expect(sized({ width: true })).rejects.toThrow(/says width is true/);
    await expect(unpack({ parameters: 7 })).rejects.toThrow(/W hold \d+ parameters.* card says 7/);
  });
});
