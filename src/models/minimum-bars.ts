import type { SystemConfig } from '#config';
import { featureSet } from '#features';
import { architectureOf } from './model-zoo.ts';

/** Fewest held-out samples from which a calibration is fitted. */
export const LEAST_VALIDATION_SAMPLES = 20;

/**
 * Bars that one asset must have for a model to be trained on it alone.
 *
 * warm-up + window − 1 + n + horizon, n the fewest samples of which the training share, less those
 * whose labels reach into the validation share, are more than the features, and the validation
 * share at least 20; both at least what makes an example of the architecture
 *
 * @throws models/unknown-model
 */
export function minimumBars(name: string, config: SystemConfig): number {
  const set = featureSet(config);
  const { forecastHorizonBars } = config.features;
  const { validationFraction } = config.training;
  const architecture = architectureOf(name);
  const example = architecture.samplesAnExample(config);
  const trainingSamples = Math.max(set.names.length + 1, example) + forecastHorizonBars;
  const samples = Math.max(
    Math.ceil(trainingSamples / (1 - validationFraction)),
    Math.ceil(Math.max(LEAST_VALIDATION_SAMPLES, example) / validationFraction),
  );
  const window = architecture.seqLen(config) - 1;
  return set.warmupBars + window + samples + forecastHorizonBars;
}
