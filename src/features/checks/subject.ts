import type { Series } from '#base';
import { dateText } from '#data';
import type { FeatureSet } from '../catalog/feature-set.ts';
import type { FeatureDefinition } from '../kernel.ts';
import type { AssetBars } from '../pipeline/asset-bars.ts';

/** A feature alone in its set, the market it is checked on, and its values there in batch. */
export interface Subject {
  readonly definition: FeatureDefinition;
  readonly set: FeatureSet;
  readonly assets: readonly AssetBars[];
  /** One column an asset [bars]. */
  readonly values: readonly Series[];
}

/** How a fault names a bar. */
export function barText({ assets }: Subject, asset: number, row: number): string {
  const { symbol, adjusted } = assets[asset];
  return `${symbol} ${dateText(adjusted.time[row])}`;
}
