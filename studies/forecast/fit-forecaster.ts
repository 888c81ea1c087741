import { performance } from 'node:perf_hooks';
import { QuantError } from '#base';
import { Evaluation, Runtime, type Schedule } from '#tensor';
import { meanSquaredLoss } from '../../src/models/losses/mean-squared.ts';
import type { BatchSource } from '../../src/models/training/batch-source.ts';
import type { Objective } from '../../src/models/training/objective.ts';
import { Trainer } from '../../src/models/training/trainer.ts';
import type { TrainingServices } from '../../src/models/training/training-services.ts';
import { FORECAST_BATCH, type ForecastErrors, forecastErrors } from './forecast-errors.ts';
import type { Forecaster } from './forecasters.ts';
import { type WindowInput, windowShapes, type WindowSizes } from './windows.ts';

/** The windows of each part, and what they look like. */
export interface Benchmark {
  readonly sizes: WindowSizes;
  readonly training: BatchSource<WindowInput>;
  readonly validation: BatchSource<WindowInput>;
  readonly test: BatchSource<WindowInput>;
}

export interface FitOptions {
  readonly seed: number;
  /** At most; fewer when the validation loss stops falling. */
  readonly epochs: number;
  readonly services: TrainingServices;
}

/** A trained network on windows it has not seen. */
export interface FittedForecast {
  readonly errors: ForecastErrors;
  /** Lowest of any epoch, mean squared error. */
  readonly validationLoss: number;
  readonly secondsPerEpoch: number;
}

/** The recipe of the paper: Adam without decay or clipping. */
const RECIPE = {
  batchSize: 32,
  warmupFraction: 0,
  weightDecay: 0,
  clipNorm: 1e9,
  patienceEpochs: 3,
  maxBadSteps: 10,
  checkpointSteps: 1_000_000,
} as const;

/**
 * Trains on the training windows, keeps the epoch that validation likes best, and forecasts the test.
 *
 * @throws models/diverged
 * @see https://github.com/thuml/iTransformer, experiments/exp_long_term_forecasting.py
 */
export async function fitForecaster(
  forecaster: Forecaster,
  { sizes, training, validation, test }: Benchmark,
  { seed, epochs, services }: FitOptions,
): Promise<FittedForecast> {
  const { name, learningRate } = forecaster;
  const trainer = await Trainer.create({
    model: name,
    objective: objectiveOf(forecaster, sizes),
    settings: { ...RECIPE, epochs, learningRate },
    seed,
    services,
    run: name,
    schedule: (totalSteps) => halvedEachEpoch(learningRate, totalSteps / epochs),
  });
  const start = performance.now();
  const outcome = await trainer.fit(training, validation);
  const seconds = (performance.now() - start) / 1000;
  const { parameters } = trainer;
  await trainer.release();
  if (outcome.kind === 'diverged') {
    throw new QuantError(
      'models/diverged',
      `Training of ${name} diverged at step ${outcome.step}; look for extreme values in the file, or try another --seed.`,
    );
  }
  const forecast = await compiled(forecaster, sizes, { parameters, threads: services.threads });
  const errors = await forecastErrors(test, sizes, forecast.run);
  await forecast.release();
  return {
    errors,
    validationLoss: Math.min(...outcome.validationLosses),
    secondsPerEpoch: seconds / outcome.epochs,
  };
}

/** Full rate for two epochs, then half of the one before. */
export function halvedEachEpoch(rate: number, stepsPerEpoch: number): Schedule {
  return (step) => rate * 0.5 ** Math.max(0, Math.floor(step / stepsPerEpoch) - 1);
}

function objectiveOf(forecaster: Forecaster, sizes: WindowSizes): Objective<WindowInput> {
  return {
    inputs: (examples) => windowShapes(examples, sizes),
    build: (parameters, { window, future }) => ({
      loss: meanSquaredLoss(forecaster.build(parameters, window, sizes), future),
    }),
  };
}

async function compiled(
  forecaster: Forecaster,
  sizes: WindowSizes,
  { parameters, threads }: { readonly parameters: Float32Array; readonly threads: number },
) {
  const { window: shape } = windowShapes(FORECAST_BATCH, sizes);
  const evaluation = await Evaluation.create(new Runtime({ threads }), {
    inputs: { window: shape },
    build: (given, { window }) => ({ forecast: forecaster.build(given, window, sizes) }),
  });
  return {
    run: async (window: Float32Array) => {
      const results = await evaluation.run({ window: { data: window, shape } }, parameters);
      return results.forecast.data;
    },
    release: async () => evaluation.release(),
  };
}
