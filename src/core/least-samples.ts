import type { Logger } from '#base';
import type { SystemConfig } from '#config';
import { minimumBars } from '#models';
import { gapBars, holdoutRow, LEAST_HOLDOUT_SAMPLES } from './retrain-spans.ts';

/**
 * Bars a retrain waits for: `retrainMinSamples`, raised to what these kinds of models need to be
 * trained and to be compared on a hold-out.
 */
export function leastSamples(
  models: readonly string[],
  config: SystemConfig,
  logger: Logger,
): number {
  const { retrainMinSamples, validationFraction } = config.training;
  if (models.length === 0) return retrainMinSamples;
  const training = Math.max(...models.map((name) => minimumBars(name, config))) + gapBars(config);
  const holdout = LEAST_HOLDOUT_SAMPLES + config.features.forecastHorizonBars;
  const suffice = (bars: number) => {
    const row = holdoutRow(bars, config);
    return row >= training && bars - row >= holdout;
  };
  const below = Math.max(training / (1 - validationFraction), (holdout - 1) / validationFraction);
  let bars = Math.max(retrainMinSamples, Math.floor(below));
  while (!suffice(bars)) bars++;
  if (bars > retrainMinSamples) {
    logger.info(
      `training.retrainMinSamples raised from ${retrainMinSamples} to ${bars} bars, what a retrain needs`,
    );
  }
  return bars;
}
