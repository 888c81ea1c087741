import type { BatchSource } from '../../src/models/training/batch-source.ts';
import { bufferSizes, type WindowInput, type WindowSizes } from './windows.ts';

/** Means over windows, steps and channels, in deviations of the training rows. */
export interface ForecastErrors {
  readonly mse: number;
  readonly mae: number;
}

/** Windows [batch, input, channels + calendar columns] → forecasts [batch, horizon, channels]. */
export type Forecast = (window: Float32Array) => Promise<Float32Array>;

/** Windows that are forecast at once. */
export const FORECAST_BATCH = 32;

/** How wrong forecasts of all windows are; those of a last batch that is not full count like any. */
export async function forecastErrors(
  source: BatchSource<WindowInput>,
  sizes: WindowSizes,
  forecast: Forecast,
): Promise<ForecastErrors> {
  const lengths = bufferSizes(FORECAST_BATCH, sizes);
  const window = new Float32Array(lengths.window);
  const future = new Float32Array(lengths.future);
  let squares = 0;
  let magnitudes = 0;
  for (let first = 0; first < source.count; first += FORECAST_BATCH) {
    const examples = Math.min(FORECAST_BATCH, source.count - first);
    source.fill(
      Uint32Array.from({ length: examples }, (_, at) => first + at),
      { window, future },
    );
    // What a short batch leaves of the one before is forecast again, and not counted.
    const forecasts = await forecast(window);
    for (let at = 0; at < (examples * lengths.future) / FORECAST_BATCH; at++) {
      const error = forecasts[at] - future[at];
      squares += error * error;
      magnitudes += Math.abs(error);
    }
  }
  const count = (source.count * lengths.future) / FORECAST_BATCH;
  return { mse: squares / count, mae: magnitudes / count };
}

/** The forecast that every channel stays where it is. */
export function persistence(sizes: WindowSizes): Forecast {
  const { inputBars, horizonBars, channels, calendarColumns } = sizes;
  const columns = channels + calendarColumns;
  return async (window) => {
    const forecasts = new Float32Array(bufferSizes(FORECAST_BATCH, sizes).future);
    for (let at = 0; at < FORECAST_BATCH; at++) {
      const last = (at * inputBars + inputBars - 1) * columns;
      const values = window.subarray(last, last + channels);
      for (let bar = 0; bar < horizonBars; bar++) {
        forecasts.set(values, (at * horizonBars + bar) * channels);
      }
    }
    return forecasts;
  };
}
