import { performance } from 'node:perf_hooks';
import { processorCount } from '#base/node';
import { renderTable } from '../../src/cli/table.ts';
import type { TrainingProgress } from '../../src/models/training/training-progress.ts';
import { QUIET_SERVICES } from '../../src/models/training/training-services.ts';
import { benchmarkOf, readWideCsv } from './benchmark-file.ts';
import type { FittedForecast } from './fit-forecaster.ts';
import type { ForecastErrors } from './forecast-errors.ts';
import { parseForecastOptions } from './forecast-options.ts';
import { runBenchmark } from './run-benchmark.ts';
import { customaryRule } from './split-rows.ts';

/** The two sizes that the paper's scripts give files of up to eight channels; validation chooses. */
const WIDTHS = [128, 256];

const LINE_MS = 10_000;

/**
 * Long-horizon forecasts of a wide CSV file by iTransformer, persistence and a linear map.
 *
 * @param args - the file and flags; see `parseForecastOptions`
 * @throws cli/usage, and what reading, splitting and training throw
 * @see Liu et al., iTransformer: Inverted Transformers Are Effective for Time Series Forecasting, 2024
 */
export async function forecastStudy(args: readonly string[]): Promise<void> {
  const { file, inputBars, horizonBars, epochs, seeds, width, split, json } =
    parseForecastOptions(args);
  const series = readWideCsv(file);
  const rule = split ?? customaryRule(file);
  const benchmark = benchmarkOf(series, { inputBars, horizonBars, split: rule });
  const { training, validation, test } = benchmark;
  tell(
    `${series.rows} rows of ${series.channels.length} channels; ${rule} split: ${training.count}, ${validation.count} and ${test.count} windows to train, validate and test`,
  );
  const result = await runBenchmark(benchmark, {
    widths: width === null ? WIDTHS : [width],
    seeds,
    epochs,
    services: { ...QUIET_SERVICES, threads: processorCount(), onProgress: progressLines() },
    onFitted: tellFitted,
  });
  const columns = [
    { title: 'model', cell: ([name]: [string, ForecastErrors]) => name },
    figureColumn('mse'),
    figureColumn('mae'),
  ];
  const rows = Object.entries<ForecastErrors>({ ...result });
  process.stdout.write(`${json ? JSON.stringify(result) : renderTable(columns, rows)}\n`);
}

function figureColumn(figure: 'mse' | 'mae') {
  return {
    title: figure.toUpperCase(),
    align: 'right' as const,
    cell: ([, errors]: [string, ForecastErrors]) => errors[figure].toFixed(4),
  };
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function tellFitted(
  name: string,
  seed: number,
  { errors, validationLoss, secondsPerEpoch }: FittedForecast,
): void {
  tell(
    `${name}, seed ${seed}: validation MSE ${validationLoss.toFixed(4)}, test MSE ${errors.mse.toFixed(4)}, MAE ${errors.mae.toFixed(4)}; ${secondsPerEpoch.toFixed(1)} s an epoch`,
  );
}

/** A line an epoch, and one every ten seconds where an epoch lasts longer. */
function progressLines(): (progress: TrainingProgress) => Promise<void> {
  let before = { epoch: 0, examplesDone: 0 };
  let toldAt = performance.now();
  return async ({ model, epoch, epochs, examplesDone, examplesTotal, validationLoss }) => {
    const isSameTraining = examplesDone > before.examplesDone;
    const isNewEpoch = epoch > (isSameTraining ? before.epoch : 0);
    before = { epoch, examplesDone };
    if (!isNewEpoch && performance.now() - toldAt < LINE_MS) return;
    const share = Math.floor((100 * examplesDone) / examplesTotal);
    const loss = validationLoss === null ? '' : `, validation MSE ${validationLoss.toFixed(4)}`;
    tell(`  ${model}: epoch ${epoch} of ${epochs} done, ${share} %${loss}`);
    toldAt = performance.now();
  };
}
