import type { SystemConfig } from '#config';
import { type AssetBars, FeaturePipeline, type Span } from '#features';
import { checkCoverage, isOutOfSample } from './coverage.ts';
import { type PreparedAsset, prepareAssets } from './prepared-asset.ts';
import { collectSamples, horizonTargets } from './samples.ts';
import { type ForecastScore, scoreForecasts } from './score.ts';
import { rawSampleForecasts, type TrainedModel } from './trained-model.ts';

export type LossOutcome =
  | { readonly kind: 'scored'; readonly score: ForecastScore }
  /** The model has seen bars up to `lastLabelTime`, which is not before the span. */
  | { readonly kind: 'in-sample'; readonly lastLabelTime: number }
  | { readonly kind: 'no-samples' };

/**
 * Scores a model's calibrated forecasts on a span it has not seen.
 *
 * A sample counts when its bar and its whole label lie in the span.
 *
 * @throws models/not-covered; features/bad-bar for prices that are not positive
 */
export async function evaluateLoss(
  trained: TrainedModel,
  assets: readonly AssetBars[],
  span: Span,
  config: SystemConfig,
): Promise<LossOutcome> {
  if (!isOutOfSample(trained.card, span.from)) {
    return { kind: 'in-sample', lastLabelTime: trained.card.training.lastLabelTime };
  }
  const prepared = prepareAssets(assets, config);
  const score = await evaluatePrepared(trained, prepared, span, config);
  return score.samples > 0 ? { kind: 'scored', score } : { kind: 'no-samples' };
}

/** `evaluateLoss` on assets whose features are there already. */
export async function evaluatePrepared(
  { model, card }: TrainedModel,
  assets: readonly PreparedAsset[],
  span: Span,
  config: SystemConfig,
): Promise<ForecastScore> {
  const pipeline = new FeaturePipeline(config, card.pipeline);
  checkCoverage(card, {
    symbols: assets.map((asset) => asset.symbol),
    config,
    set: pipeline.set,
  });
  const tables = assets.map((asset) => pipeline.transform(asset.features));
  const samples = collectSamples(tables, card.seqLen, span);
  const forecasts = await rawSampleForecasts(model, samples);
  return scoreForecasts(
    forecasts.map((forecast) => card.calibration.slope * forecast),
    horizonTargets(samples),
  );
}
