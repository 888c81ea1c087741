/**
 * Bars → model inputs: kernels with carried state, causal scaling, the pipeline fitted in the fold.
 * Imports base, config, data. Files of users' own features import it as `quant-2.0/features`.
 */
export { DecayedSum, ValueWindow } from '#base';
export type { AssetBars } from './asset-bars.ts';
export type { AverageState } from './averages.ts';
export { exponentialAverage, SeededAverage, wilderAverage } from './averages.ts';
export { BarCount } from './bar-count.ts';
export type { BarRow } from './bar-row.ts';
export { FEATURES, MODEL_FEATURES } from './catalog.ts';
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
export type { DroppedFeature } from './feature-filter.ts';
export type { FeatureSet } from './feature-set.ts';
export type { FeatureSettings } from './feature-settings.ts';
export { chosenFeatures, featureSet } from './feature-set.ts';
export type { FeatureStreamState } from './feature-stream.ts';
export { FeatureStream } from './feature-stream.ts';
export type { FeatureTable } from './feature-table.ts';
export { buildFeatures, computeFeatures } from './feature-table.ts';
export type {
  BarSource,
  FeatureContext,
  FeatureDefinition,
  FeatureGroup,
  Kernel,
  KernelState,
} from './kernel.ts';
export { FEATURE_GROUPS, kernel } from './kernel.ts';
export type { WalkedBar } from './market-walk.ts';
export { walkMarket } from './market-walk.ts';
export { numbersToText, textToNumbers } from './number-text.ts';
export type { InferenceWindow, ModelTable, PipelineFit, Span } from './pipeline.ts';
export { ALL_TIME, FeaturePipeline } from './pipeline.ts';
export { rangeText } from './range-text.ts';
export { RollingMaximum } from './rolling/rolling-maximum.ts';
export { RollingMoments } from './rolling/rolling-moments.ts';
export { RollingSum } from './rolling/rolling-sum.ts';
export { maskNameOf } from './sparse.ts';
export { listFeatures, loadFeatureFiles } from './user-features.ts';
