import { barsBetween, canonicalJson, hashBars, sha256 } from '#base';
import {
  type AssetBars,
  FeaturePipeline,
  type FeatureSettings,
  type FeatureTable,
} from '#features';

/** An asset with its features, which no fold or model changes. */
export interface PreparedAsset extends AssetBars {
  readonly features: FeatureTable;
}

/** @throws features/bad-bar for prices that are not positive */
export function prepareAssets(
  assets: readonly AssetBars[],
  settings: FeatureSettings,
): PreparedAsset[] {
  const tables = new FeaturePipeline(settings).build(assets);
  return assets.map(({ symbol, adjusted }, at) => {
    return { symbol, adjusted, features: tables[at] };
  });
}

/** SHA-256 over symbols and bars before `end`. */
export function hashData(assets: readonly AssetBars[], end: number): string {
  const described = assets.map(({ symbol, adjusted }) => {
    return { symbol, bars: hashBars(barsBetween(adjusted, Number.NEGATIVE_INFINITY, end)) };
  });
  return sha256(canonicalJson(described));
}
