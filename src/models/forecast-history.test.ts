import { describe, expect, it } from 'vitest';
import { emptySlice } from '#base';
import { systemSchema } from '#config';
import { adjustedBars, adjustmentFactors, MarketReplay } from '#data';
import { FeaturePipeline } from '#features';
import { FEW_FEATURES } from '../../tests/support/few-features.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { forecastHistory, forecastsAt } from './forecast-history.ts';
import { LiveForecaster } from './live-forecaster.ts';
import { trainModel } from './train.ts';
import type { TrainedModel } from './trained-model.ts';

const config = systemSchema.parse({
  features: {
    only: FEW_FEATURES,
    also: ['xs_rank', 'market_corr63', 'rsi14@1w'],
    scalingWindowBars: 40,
  },
  model: { seqLen: 6 },
});

/** Two assets on different days, one with a split and a dividend in the traded span. */
const market = [
  randomBars(1, 500, { edge: 0.3 }),
  randomBars(2, 420, { edge: 0.3, skip: 0.2 }),
].map((bars, at) => {
  const factors = adjustmentFactors(
    bars,
    at === 1
      ? []
      : [
          { time: bars.time[300], kind: 'split', value: 2 },
          { time: bars.time[350], kind: 'dividend', value: 1.5 },
        ],
  );
  return { symbol: `S${at}`, bars, factors, adjusted: adjustedBars(bars, factors) };
});
const [first] = market;
const { times } = new MarketReplay(market);

async function trainedUntil(name: string, row: number): Promise<TrainedModel> {
  const span = { from: Number.NEGATIVE_INFINITY, to: first.adjusted.time[row] + 1 };
  const outcome = await trainModel({ name, assets: market, config, seed: 1, span });
  if (outcome.kind !== 'trained') throw new Error('too few bars');
  return outcome.trained;
}

/** A model that reads all of a window of four bars. */
async function windowedModel(row: number): Promise<TrainedModel> {
  const { card } = await trainedUntil('ridge', row);
  const seqLen = 4;
  const features = card.pipeline.selected.length;
  return {
    card: { ...card, name: 'windowed', seqLen },
    model: {
      name: 'windowed',
      inputShape: { seqLen, features },
      horizonBars: card.horizonBars,
      output: 'score',
      forward: async (windows, batch) =>
        Float64Array.from({ length: batch }, (_, at) => {
          const window = windows.subarray(at * seqLen * features, (at + 1) * seqLen * features);
          return window.reduce((total, value, index) => total + value * Math.cos(index), 0);
        }),
      countParameters: () => 0,
      weights: () => [],
      release: async () => undefined,
    },
  };
}

/** Forecasts of every slice by LiveForecaster, restarted from JSON before slice `restartAt`. */
async function liveForecasts(models: readonly TrainedModel[], restartAt: number) {
  const options = { symbols: market.map(({ symbol }) => symbol), config };
  let forecaster = new LiveForecaster(options);
  forecaster.setModels(models);
  const slice = emptySlice(market.length);
  const replay = new MarketReplay(market);
  const seen: number[][] = [];
  while (replay.advance(slice)) {
    if (slice.barIndex === restartAt) {
      const saved = JSON.stringify(forecaster.saveState());
      forecaster = new LiveForecaster(options);
      forecaster.setModels(models);
      forecaster.loadState(JSON.parse(saved));
    }
    const forecasts = await forecaster.advance(slice);
    seen.push(forecasts.flatMap(({ expectedSigma }) => [...expectedSigma]));
  }
  return seen;
}

describe('forecasts over history', () => {
  it('have the bits of those made live, through splits, other calendars and a restart', async () => {
    const models = [
      await trainedUntil('ridge', 250),
      await trainedUntil('persistence', 250),
      await windowedModel(250),
    ];
    const table = await forecastHistory({ models, assets: market, times, config });
    const live = await liveForecasts(models, 333);
    expect(live.length).toBe(times.length);
    let known = 0;
    live.forEach((values, at) => {
      const history = forecastsAt(table, at).flatMap(({ expectedSigma }) => [...expectedSigma]);
      values.forEach((value, cell) => {
        expect(Object.is(value, history[cell]), `slice ${at}`).toBe(true);
        if (!Number.isNaN(value)) known++;
      });
    });
    expect(known).toBeGreaterThan(900);
  });

  it('come from the newest model that had not seen the bar', async () => {
    const models = [await trainedUntil('ridge', 400), await trainedUntil('ridge', 250)];
    const table = await forecastHistory({ models, assets: market, times, config });
    const [newer, older] = await Promise.all(
      models.map((model) => forecastHistory({ models: [model], assets: market, times, config })),
    );
    const [{ ids, expectedSigma, scale, inSampleBars }] = table.models;
    expect(ids).toEqual([models[1].card.id, models[0].card.id]);
    expect(inSampleBars).toBe(0);
    times.forEach((time, at) => {
      const from = time > models[0].card.training.lastLabelTime ? newer : older;
      const cells = [at * 2, at * 2 + 1];
      expect(cells.map((cell) => expectedSigma[cell])).toEqual(
        cells.map((cell) => from.models[0].expectedSigma[cell]),
      );
      expect(scale[at]).toBe(from.models[0].scale[at]);
      if (time <= models[1].card.training.lastLabelTime) expect(scale[at]).toBeNaN();
    });
  });

  it('count the bars they do not cover, and those a model had seen when that is asked for', async () => {
    const models = [await trainedUntil('ridge', 250)];
    const request = { models, assets: market, times, config };
    const honest = (await forecastHistory(request)).models[0];
    const all = (await forecastHistory({ ...request, inSample: true })).models[0];
    const tables = new FeaturePipeline(config).build(market);
    const cold = tables.flatMap(({ ready }) => [...ready]).filter((flag) => flag === 0);
    expect(honest.barsWithout + countKnown(honest.expectedSigma)).toBe(500 + 420);
    expect(all.barsWithout).toBe(cold.length);
    expect(all.inSampleBars).toBe(honest.barsWithout - all.barsWithout);
  });
});

/** A model that throws when it is asked. */
async function failingModel(row: number): Promise<TrainedModel> {
  const { card, model } = await windowedModel(row);
  const forward = async () => {
    throw new Error('out of memory');
  };
  return { card: { ...card, name: 'failing' }, model: { ...model, forward } };
}

describe('forecastHistory of a model that throws', () => {
  it('leaves it out and says so where somebody listens, and ends with its error otherwise', async () => {
    const failing = await failingModel(250);
    const models = [failing, await trainedUntil('ridge', 250)];
    const request = { models, assets: market, times, config };
    const failures: string[] = [];
    const table = await forecastHistory({
      ...request,
      onFailure: (model, cause) => failures.push(`${model}: ${(cause as Error).message}`),
    });
    expect(table.models.map(({ model }) => model)).toEqual(['ridge']);
    expect(failures).toEqual(['failing: out of memory']);
    await expect(forecastHistory(request)).rejects.toThrow('out of memory');
  });
});

describe('LiveForecaster', () => {
  it('tells of a model that throws and leaves its forecast out, or ends with its error', async () => {
    const models = [await failingModel(250), await trainedUntil('ridge', 250)];
    const failures: string[] = [];
    const options = { symbols: ['S0', 'S1'], config };
    const onFailure = (model: string, cause: unknown) => {
      failures.push(`${model}: ${(cause as Error).message}`);
    };
    const [spared, strict] = [{ ...options, onFailure }, options].map(
      (each) => new LiveForecaster(each),
    );
    for (const forecaster of [spared, strict]) forecaster.setModels(models);
    const slice = emptySlice(2);
    const replay = new MarketReplay(market);
    while (replay.advance(slice) && slice.barIndex < 300) {
      const [failing, ridge] = await spared.advance(slice);
      expect([...failing.expectedSigma]).toEqual([Number.NaN, Number.NaN]);
      if (slice.barIndex === 299) expect(ridge.expectedSigma[0]).not.toBeNaN();
    }
    expect(new Set(failures)).toEqual(new Set(['failing: out of memory']));
    const ended = (async () => {
      const again = new MarketReplay(market);
      const other = emptySlice(2);
      while (again.advance(other)) await strict.advance(other);
    })();
    await expect(ended).rejects.toThrow('out of memory');
  });

  it('needs no warm-up for a new model', async () => {
    const [champion, challenger] = [
      await trainedUntil('ridge', 250),
      await trainedUntil('ridge', 300),
    ];
    const alone = await forecastHistory({ models: [challenger], assets: market, times, config });
    const forecaster = new LiveForecaster({ symbols: ['S0', 'S1'], config });
    forecaster.setModels([champion]);
    const slice = emptySlice(2);
    const replay = new MarketReplay(market);
    while (replay.advance(slice)) {
      if (slice.barIndex === 380) forecaster.setModels([challenger]);
      const [{ expectedSigma }] = await forecaster.advance(slice);
      if (slice.barIndex < 380) continue;
      expect([...expectedSigma]).toEqual([...forecastsAt(alone, slice.barIndex)[0].expectedSigma]);
    }
  });
});

function countKnown(values: Float64Array): number {
  return values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
}
