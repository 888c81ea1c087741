import { describe, expect, it } from 'vitest';
import { systemSchema } from '#config';
import type { AssetBars } from '#features';
import {
  architectureOf,
  forecastHistory,
  loadModel,
  saveModel,
  type TrainedModel,
  trainModel,
} from '#models';
import { FEW_FEATURES } from '../support/few-features.ts';
import { randomBars, withOtherFuture } from '../support/random-bars.ts';
import { VirtualDisk } from '../support/virtual-disk.ts';

const BARS = 320;
/** Newest bar that models here may learn from. */
const LAST_ROW = 259;

const config = systemSchema.parse({
  features: { only: FEW_FEATURES, scalingWindowBars: 40 },
  model: { seqLen: 8, ppo: { actions: 2048 } },
  training: { epochs: 2 },
});

const assets: readonly AssetBars[] = [
  { symbol: 'A', adjusted: randomBars(1, BARS, { edge: 0.3 }) },
  { symbol: 'B', adjusted: randomBars(2, BARS, { edge: 0.3 }) },
];
const end = assets[0].adjusted.time[LAST_ROW] + 1;

async function train(name: string, from: readonly AssetBars[], seed = 7): Promise<TrainedModel> {
  const span = { from: Number.NEGATIVE_INFINITY, to: end };
  const outcome = await trainModel({ name, assets: from, config, seed, span });
  if (outcome.kind !== 'trained') throw new Error(`Too few bars: ${JSON.stringify(outcome)}`);
  return outcome.trained;
}

/** What every model of the zoo must hold to. */
export function modelContract(name: string): void {
  describe(`model ${name}`, () => {
    let first: Promise<TrainedModel> | undefined;
    const firstTrained = () => (first ??= train(name, assets));
    const windowsFor = ({ model }: TrainedModel, batch: number) => {
      const { seqLen, features } = model.inputShape;
      return Float32Array.from({ length: batch * seqLen * features }, (_, at) => Math.sin(at));
    };

    it('gives finite numbers for each window: a return a bar of the horizon, or a score', async () => {
      const trained = await firstTrained();
      const { model, card } = trained;
      const output = await model.forward(windowsFor(trained, 5), 5);
      const outputs = model.output === 'returns' ? config.features.forecastHorizonBars : 1;
      expect(output.length).toBe(5 * outputs);
      expect(output.every(Number.isFinite)).toBe(true);
      expect(model.inputShape).toEqual({
        seqLen: architectureOf(name).seqLen(config),
        features: card.pipeline.selected.length,
      });
      const values = model.weights().reduce((sum, { data }) => sum + data.length, 0);
      expect(model.countParameters()).toBe(values);
    });

    it('forecasts a window alike in any batch', async () => {
      const trained = await firstTrained();
      const { model } = trained;
      const windows = windowsFor(trained, 5);
      const together = await model.forward(windows, 5);
      const length = windows.length / 5;
      for (let at = 0; at < 5; at++) {
        const alone = await model.forward(windows.slice(at * length, (at + 1) * length), 1);
        expect(alone).toEqual(together.slice(at * alone.length, (at + 1) * alone.length));
      }
    });

    it('never looks ahead: another future changes neither the model nor a forecast before it', async () => {
      const others = assets.map(({ symbol, adjusted }) => {
        return { symbol, adjusted: withOtherFuture(adjusted, LAST_ROW) };
      });
      const trained = await firstTrained();
      const other = await train(name, others);
      expect(other.card).toEqual(trained.card);

      const times = assets[0].adjusted.time;
      const forecast = async (of: readonly AssetBars[]) => {
        const request = { models: [trained], assets: of, times, config, inSample: true };
        return (await forecastHistory(request)).models[0].expectedSigma;
      };
      const seen = (LAST_ROW + 1) * assets.length;
      const before = await forecast(assets);
      const after = await forecast(others);
      expect(after.subarray(0, seen)).toEqual(before.subarray(0, seen));
      expect(before.subarray(0, seen).some((value) => !Number.isNaN(value))).toBe(true);
      expect(after).not.toEqual(before);
    });

    it('is the same model for the same seed', async () => {
      const [one, again] = [await firstTrained(), await train(name, assets)];
      expect(again.card.id).toBe(one.card.id);
      expect(again.model.weights()).toEqual(one.model.weights());
      const other = await train(name, assets, 8);
      if (one.model.countParameters() > 0 && !architectureOf(name).refits) {
        expect(other.model.weights()).not.toEqual(one.model.weights());
      }
    });

    it('comes back from disk as it was', async () => {
      const disk = new VirtualDisk();
      const trained = await firstTrained();
      saveModel(disk, '/models', trained);
      const loaded = await loadModel(disk, '/models', trained.card);
      expect(loaded.card).toEqual(trained.card);
      const windows = windowsFor(trained, 3);
      expect(await loaded.model.forward(windows, 3)).toEqual(
        await trained.model.forward(windows, 3),
      );
    });
  });
}
