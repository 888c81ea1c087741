import type { Logger } from '#base';
import type { SystemConfig } from '#config';
import { minimumBars, type TrainedModel } from '#models';
import { LEAST_HOLDOUT_SAMPLES } from './retrain.ts';

/**
 * Bars a retrain waits for: `retrainMinSamples`, raised to what the champions' kinds need to be trained
 * and to be compared on a hold-out.
 */
export function leastSamples(
  champions: readonly TrainedModel[],
  config: SystemConfig,
  logger: Logger,
): number {
  const { retrainMinSamples, validationFraction } = config.training;
  const holdoutBars = LEAST_HOLDOUT_SAMPLES + config.features.forecastHorizonBars;
  const needed = champions.map(({ card }) =>
    Math.ceil(
      Math.max(
        minimumBars(card.name, config) / (1 - validationFraction),
        holdoutBars / validationFraction,
      ),
    ),
  );
  const least = Math.max(retrainMinSamples, ...needed);
  if (least > retrainMinSamples) {
    logger.info(
      `training.retrainMinSamples raised from ${retrainMinSamples} to ${least} bars, what a retrain needs`,
    );
  }
  return least;
}
