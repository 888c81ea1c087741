/** Bars → model inputs: kernels with carried state, causal scaling, the pipeline fitted in the fold. Imports base, config, data. */
export { FEATURES } from './catalog.ts';
export type { CrossSectionState } from './cross-section/cross-section.ts';
export { CrossSection } from './cross-section/cross-section.ts';
export type { PeerRow } from './cross-section/peer-row.ts';
export { NO_PEERS } from './cross-section/peer-row.ts';
export type { DroppedFeature } from './feature-filter.ts';
export type { FeatureSet } from './feature-set.ts';
export type { FeatureSettings } from './feature-settings.ts';
export { featureSet } from './feature-set.ts';
export type { FeatureStreamState } from './feature-stream.ts';
export { FeatureStream } from './feature-stream.ts';
export type { AssetBars, FeatureTable } from './feature-table.ts';
export { buildFeatures, computeFeatures } from './feature-table.ts';
export type { FeatureDefinition, Kernel, KernelState } from './kernel.ts';
export { numbersToText, textToNumbers } from './number-text.ts';
export type { InferenceWindow, ModelTable, PipelineFit, Span } from './pipeline.ts';
export { ALL_TIME, FeaturePipeline } from './pipeline.ts';
