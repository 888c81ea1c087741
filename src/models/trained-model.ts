import { inferenceWindow } from '#data';
import type { ModelTable } from '#features';
import { horizonForecasts } from './calibration.ts';
import type { Model } from './model.ts';
import type { ModelCard } from './model-card.ts';
import type { SampleSet } from './samples.ts';

/** A model and all that was learned with it. */
export interface TrainedModel {
  readonly model: Model;
  readonly card: ModelCard;
}

/** Windows computed in one call: bounds memory, changes no forecast. */
const WINDOWS_A_CALL = 1024;

/**
 * Calibrated forecasts of windows: expected return over the horizon in units of its volatility.
 *
 * @param windows - [batch · seqLen · features]
 * @returns [batch]
 */
export async function forecastWindows(
  { model, card }: TrainedModel,
  windows: Float32Array,
  batch: number,
): Promise<Float64Array> {
  const raw = await rawForecasts(model, windows, batch);
  return raw.map((forecast) => card.calibration.slope * forecast);
}

/** Forecasts before calibration [batch]. */
async function rawForecasts(
  model: Model,
  windows: Float32Array,
  batch: number,
): Promise<Float64Array> {
  return horizonForecasts(await model.forward(windows, batch), model);
}

/**
 * Raw forecasts at chosen rows of one asset.
 *
 * @param rows - on which complete windows end
 * @returns [rows]
 */
export async function rawForecastsAt(
  model: Model,
  table: ModelTable,
  rows: Int32Array,
): Promise<Float64Array> {
  const { seqLen, features } = model.inputShape;
  const matrix = { values: table.features, columns: features };
  const forecasts = new Float64Array(rows.length);
  for (let first = 0; first < rows.length; first += WINDOWS_A_CALL) {
    const chunk = rows.subarray(first, first + WINDOWS_A_CALL);
    const windows = new Float32Array(chunk.length * seqLen * features);
    chunk.forEach((row, at) => {
      windows.set(inferenceWindow(matrix, seqLen, row), at * seqLen * features);
    });
    forecasts.set(await rawForecasts(model, windows, chunk.length), first);
  }
  return forecasts;
}

/** Raw forecasts of every sample, in the set's order [samples]. */
export async function rawSampleForecasts(model: Model, samples: SampleSet): Promise<Float64Array> {
  const forecasts = new Float64Array(samples.count);
  for (let first = 0; first < samples.count; ) {
    const asset = samples.asset[first];
    let next = first;
    while (next < samples.count && samples.asset[next] === asset) next++;
    const rows = samples.row.subarray(first, next);
    forecasts.set(await rawForecastsAt(model, samples.tables[asset], rows), first);
    first = next;
  }
  return forecasts;
}
