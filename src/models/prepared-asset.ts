import { type BarTable, barsBetween, canonicalJson, hashBars, sha256 } from '#base';
import type { FeatureConfig } from '#config';
import { FeaturePipeline, type FeatureTable } from '#features';

/** One asset's history. */
export interface TrainingAsset {
  readonly symbol: string;
  /** Adjusted prices. */
  readonly adjusted: BarTable;
}

/** An asset with its features, which no fold or model changes. */
export interface PreparedAsset extends TrainingAsset {
  readonly features: FeatureTable;
}

/** @throws features/bad-bar for prices that are not positive */
export function prepareAssets(
  assets: readonly TrainingAsset[],
  config: FeatureConfig,
): PreparedAsset[] {
  const pipeline = new FeaturePipeline(config);
  return assets.map(({ symbol, adjusted }) => {
    return { symbol, adjusted, features: pipeline.build(adjusted) };
  });
}

/** SHA-256 over symbols and bars before `end`. */
export function hashData(assets: readonly TrainingAsset[], end: number): string {
  const described = assets.map(({ symbol, adjusted }) => {
    return { symbol, bars: hashBars(barsBetween(adjusted, Number.NEGATIVE_INFINITY, end)) };
  });
  return sha256(canonicalJson(described));
}
