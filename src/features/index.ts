/**
 * Bars → model inputs: kernels with carried state, causal scaling, the pipeline fitted in the fold.
 * Imports base, config, data. Files of users' own features import it as `quant-2.0/features`.
 *
 * Kernels are in `indicators`, made of windows (`rolling`) and what several of them read (`sources`);
 * `catalog` knows which features there are and which are meant, `pipeline` takes bars through them,
 * scales, filters and makes targets, `checks` hold them to what they promise.
 */
export type { AverageState } from '#base';
export {
  DecayedSum,
  exponentialAverage,
  SeededAverage,
  ValueWindow,
  wilderAverage,
} from '#base';
export { BarCount } from './bar-count.ts';
export type { BarRow } from './bar-row.ts';
export { FEATURES, MODEL_FEATURES } from './catalog/catalog.ts';
export type { FeatureSet } from './catalog/feature-set.ts';
export { chosenFeatures, featureSet } from './catalog/feature-set.ts';
export type { FeatureSettings } from './catalog/feature-settings.ts';
export { rangeText } from './catalog/range-text.ts';
export { listFeatures, loadFeatureFiles } from './catalog/user-features.ts';
export type {
  ChangePoint,
  ChangePointState,
  RunLengthPosterior,
} from './change-point/bayesian-change-point-detector.ts';
export { BayesianChangePointDetector } from './change-point/bayesian-change-point-detector.ts';
export type { CheckedFeature, FeatureCheck } from './checks/check-feature.ts';
export { checkFeature, FEATURE_CHECKS } from './checks/check-feature.ts';
export type { CrossSectionState } from './cross-section/cross-section.ts';
export { CrossSection } from './cross-section/cross-section.ts';
export type { PeerRow } from './cross-section/peer-row.ts';
export { NO_PEERS } from './cross-section/peer-row.ts';
export type {
  BarSource,
  FeatureContext,
  FeatureDefinition,
  FeatureGroup,
  Kernel,
  KernelState,
} from './kernel.ts';
export { FEATURE_GROUPS, kernel } from './kernel.ts';
export { LONGEST_PERIOD_BARS } from './level-family.ts';
export { numbersToText, textToNumbers } from './number-text.ts';
export type { AssetBars } from './pipeline/asset-bars.ts';
export type { DroppedFeature } from './pipeline/feature-filter.ts';
export type { FeatureStreamState } from './pipeline/feature-stream.ts';
export { FeatureStream } from './pipeline/feature-stream.ts';
export type { FeatureTable } from './pipeline/feature-table.ts';
export { buildFeatures, computeFeatures } from './pipeline/feature-table.ts';
export type { WalkedBar } from './pipeline/market-walk.ts';
export { walkMarket } from './pipeline/market-walk.ts';
export type { InferenceWindow, ModelTable, PipelineFit, Span } from './pipeline/pipeline.ts';
export { ALL_TIME, FeaturePipeline } from './pipeline/pipeline.ts';
export { RollingMaximum } from './rolling/rolling-maximum.ts';
export { RollingMoments } from './rolling/rolling-moments.ts';
export { RollingSum } from './rolling/rolling-sum.ts';
export { maskNameOf } from './sparse.ts';
