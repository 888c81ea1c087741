import { mean } from '#base';
import {
  type Benchmark,
  type FitOptions,
  type FittedForecast,
  fitForecaster,
} from './fit-forecaster.ts';
import { type ForecastErrors, forecastErrors, persistence } from './forecast-errors.ts';
import { type Forecaster, iTransformerForecaster, LINEAR } from './forecasters.ts';

export interface BenchmarkOptions extends Omit<FitOptions, 'seed'> {
  /** Of the network, each tried; the one with the lowest validation loss is reported. */
  readonly widths: readonly number[];
  /** One training each; errors are their means. */
  readonly seeds: readonly number[];
  /** Told of each training when it is over. */
  readonly onFitted: (name: string, seed: number, fitted: FittedForecast) => void;
}

/** Test errors, as `--json` prints them. */
export interface BenchmarkResult {
  readonly itransformer: ForecastErrors;
  readonly persistence: ForecastErrors;
  readonly linear: ForecastErrors;
}

/** How the network and its two baselines forecast the test windows. @throws models/diverged */
export async function runBenchmark(
  benchmark: Benchmark,
  options: BenchmarkOptions,
): Promise<BenchmarkResult> {
  const { sizes, test } = benchmark;
  const linear = await fitSeeds(LINEAR, benchmark, options);
  const networks: FittedForecast[] = [];
  for (const width of options.widths) {
    networks.push(await fitSeeds(iTransformerForecaster(width), benchmark, options));
  }
  const [best] = networks.sort((a, b) => a.validationLoss - b.validationLoss);
  return {
    itransformer: best.errors,
    persistence: await forecastErrors(test, sizes, persistence(sizes)),
    linear: linear.errors,
  };
}

async function fitSeeds(
  forecaster: Forecaster,
  benchmark: Benchmark,
  { seeds, onFitted, ...options }: BenchmarkOptions,
): Promise<FittedForecast> {
  const fits: FittedForecast[] = [];
  for (const seed of seeds) {
    const fitted = await fitForecaster(forecaster, benchmark, { seed, ...options });
    onFitted(forecaster.name, seed, fitted);
    fits.push(fitted);
  }
  const meanOf = (figure: (fitted: FittedForecast) => number) =>
    mean(Float64Array.from(fits, figure));
  return {
    errors: { mse: meanOf(({ errors }) => errors.mse), mae: meanOf(({ errors }) => errors.mae) },
    validationLoss: meanOf(({ validationLoss }) => validationLoss),
    secondsPerEpoch: meanOf(({ secondsPerEpoch }) => secondsPerEpoch),
  };
}
