import { type Forecast, firstRowAtOrAfter } from '#base';
import type { SystemConfig } from '#config';
import { type AssetBars, FeaturePipeline, type ModelTable } from '#features';
import { checkCoverage, isOutOfSample } from './coverage.ts';
import { type PreparedAsset, prepareAssets } from './prepared-asset.ts';
import { completeWindows } from './samples.ts';
import { rawForecastsAt, type TrainedModel } from './trained-model.ts';

/** Forecasts of one kind of model over a history, each by a model trained before its bar. */
export interface ModelForecasts {
  readonly model: string;
  /** Ids of the models whose forecasts are in here, oldest training first. */
  readonly ids: readonly string[];
  /** Forecasts [times · assets], expected return over the horizon in σ; NaN where there is none. */
  readonly expectedSigma: Float64Array;
  /** Typical size of the forecasts of the model in use [times]; NaN where none is. */
  readonly scale: Float64Array;
  /** Between any two assets' returns where the model in use was trained [times]; NaN where none is. */
  readonly correlation: Float64Array;
  /** What calibration multiplied the output of the model in use by [times]; NaN where none is. */
  readonly slope: Float64Array;
  /** Bars of any asset without a forecast, for want of a trained model or of history. */
  readonly barsWithout: number;
  /** Forecasts by a model that had seen their bar; 0 unless they were asked for. */
  readonly inSampleBars: number;
}

/** Forecasts over a history, ready to be read bar by bar. */
export interface ForecastTable {
  readonly times: Float64Array;
  readonly assets: number;
  readonly models: readonly ModelForecasts[];
}

export interface ForecastHistoryRequest {
  /** Of any number of kinds and training spans. */
  readonly models: readonly TrainedModel[];
  readonly assets: readonly AssetBars[];
  /** Union of all assets' bar times, ascending. */
  readonly times: Float64Array;
  readonly config: SystemConfig;
  /** Also use a model on bars it has seen where no other is at hand; those bars are counted. */
  readonly inSample?: boolean;
  /** Told of a kind of model that throws, which then has no forecasts; without it the error is thrown. */
  readonly onFailure?: (model: string, cause: unknown) => void;
}

/**
 * Forecasts every bar of a history by the newest model whose training ended before it.
 *
 * Out of sample by construction: the last bar that a model's labels read lies before each bar it
 * forecasts. The forecasts have the bits of those that LiveForecaster makes.
 *
 * @throws models/not-covered; features/bad-bar for prices that are not positive
 */
export async function forecastHistory(request: ForecastHistoryRequest): Promise<ForecastTable> {
  const { models, times, config } = request;
  const assets = prepareAssets(request.assets, config);
  const pipeline = new FeaturePipeline(config);
  for (const { card } of models) {
    checkCoverage(card, {
      symbols: assets.map((asset) => asset.symbol),
      config,
      set: pipeline.set,
    });
  }
  const names = [...new Set(models.map((trained) => trained.card.name))];
  const tables: ModelForecasts[] = [];
  for (const name of names) {
    const kind = byTraining(models.filter((trained) => trained.card.name === name));
    const table = await attempt(() => forecastKind(kind, assets, request), name, request);
    if (table !== null) tables.push(table);
  }
  return { times, assets: assets.length, models: tables };
}

async function attempt<Result>(
  work: () => Promise<Result>,
  model: string,
  { onFailure }: ForecastHistoryRequest,
): Promise<Result | null> {
  if (onFailure === undefined) return work();
  try {
    return await work();
  } catch (cause) {
    onFailure(model, cause);
    return null;
  }
}

/** What every model says at one time of the table; views, not copies. */
export function forecastsAt({ assets, models }: ForecastTable, timeIndex: number): Forecast[] {
  return models.map(({ model, scale, correlation, slope, expectedSigma }) => ({
    model,
    scale: scale[timeIndex],
    correlation: correlation[timeIndex],
    slope: slope[timeIndex],
    expectedSigma: expectedSigma.subarray(timeIndex * assets, (timeIndex + 1) * assets),
  }));
}

function byTraining(models: readonly TrainedModel[]): TrainedModel[] {
  return models.toSorted(
    (a, b) =>
      a.card.training.lastLabelTime - b.card.training.lastLabelTime ||
      (a.card.id < b.card.id ? -1 : 1),
  );
}

async function forecastKind(
  models: readonly TrainedModel[],
  assets: readonly PreparedAsset[],
  { times, config, inSample = false }: ForecastHistoryRequest,
): Promise<ModelForecasts> {
  const expectedSigma = new Float64Array(times.length * assets.length).fill(Number.NaN);
  const scale = new Float64Array(times.length).fill(Number.NaN);
  const correlation = new Float64Array(times.length).fill(Number.NaN);
  const slope = new Float64Array(times.length).fill(Number.NaN);
  const ids: string[] = [];
  let inSampleBars = 0;
  let forecasts = 0;
  for (let at = 0; at < models.length; at++) {
    const { model, card } = models[at];
    const first = at === 0 && inSample ? 0 : firstOutOfSample(models[at], times);
    const end = at + 1 < models.length ? firstOutOfSample(models[at + 1], times) : times.length;
    if (first >= end) continue;
    ids.push(card.id);
    scale.fill(card.calibration.scale, first, end);
    correlation.fill(card.correlation, first, end);
    slope.fill(card.calibration.slope, first, end);
    const pipeline = new FeaturePipeline(config, card.pipeline);
    for (let asset = 0; asset < assets.length; asset++) {
      const table = pipeline.transform(assets[asset].features);
      const rows = windowsBetween(table, card.seqLen, times[first], times[end - 1]);
      const raw = await rawForecastsAt(model, table, rows);
      rows.forEach((row, index) => {
        const time = table.times[row];
        const cell = firstRowAtOrAfter(times, time) * assets.length + asset;
        expectedSigma[cell] = card.calibration.slope * raw[index];
        if (!isOutOfSample(card, time)) inSampleBars++;
      });
      forecasts += rows.length;
    }
  }
  const bars = assets.reduce((sum, asset) => sum + asset.adjusted.time.length, 0);
  const barsWithout = bars - forecasts;
  const model = models[0].card.name;
  return { model, ids, expectedSigma, scale, correlation, slope, barsWithout, inSampleBars };
}

function firstOutOfSample({ card }: TrainedModel, times: Float64Array): number {
  let row = firstRowAtOrAfter(times, card.training.lastLabelTime);
  while (row < times.length && !isOutOfSample(card, times[row])) row++;
  return row;
}

/** Rows stamped in [from, to] on which a complete window ends. */
function windowsBetween(table: ModelTable, seqLen: number, from: number, to: number): Int32Array {
  const rows: number[] = [];
  for (const row of completeWindows(table, seqLen)) {
    if (table.times[row] >= from && table.times[row] <= to) rows.push(row);
  }
  return Int32Array.from(rows);
}
