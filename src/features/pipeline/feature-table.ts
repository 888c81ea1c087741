import type { Series } from '#base';
import type { FeatureSet } from '../catalog/feature-set.ts';
import type { AssetBars } from './asset-bars.ts';
import { FeatureStream } from './feature-stream.ts';
import { KernelStream } from './kernel-stream.ts';
import { peersOf } from './market-peers.ts';

/** The features of one asset's history, a row a bar; rows before warm-up hold zeros. */
export interface FeatureTable {
  readonly set: FeatureSet;
  /** Bar stamps [bars], UTC epoch ms. */
  readonly times: Float64Array;
  /** Adjusted closes [bars]. */
  readonly closes: Float64Array;
  /** Scaled features [bars · features], row after row. */
  readonly values: Float32Array;
  /** 1 where the row may be shown to a model [bars]. */
  readonly ready: Uint8Array;
  /** Volatility a bar as known at that bar [bars], fraction; NaN where unknown. */
  readonly volatility: Float64Array;
  /** Values that are 0 because their feature did not vary over its window, over all ready rows. */
  readonly maskedCount: number;
}

/**
 * Computes every feature of a set over the histories of a market.
 *
 * @returns one table an asset
 * @throws features/bad-bar for prices that are not positive
 */
export function buildFeatures(set: FeatureSet, assets: readonly AssetBars[]): FeatureTable[] {
  const width = set.names.length;
  const peersAt = peersOf(set, assets);
  return assets.map(({ symbol, adjusted }, asset) => {
    const rows = adjusted.time.length;
    const values = new Float32Array(rows * width);
    const ready = new Uint8Array(rows);
    const volatility = new Float64Array(rows);
    let maskedCount = 0;
    const stream = new FeatureStream(set, symbol);
    stream.advanceAll(adjusted, peersAt(asset), (row) => {
      values.set(stream.row, row * width);
      volatility[row] = stream.bar.volatility;
      if (!stream.ready) return;
      ready[row] = 1;
      maskedCount += stream.maskedCount;
    });
    const { time: times, close: closes } = adjusted;
    return { set, times, closes, values, ready, volatility, maskedCount };
  });
}

/**
 * Computes every feature of a set, before filter and scaling, over the histories of a market.
 *
 * @returns one column a feature [bars] an asset, each in its definition's range; NaN through its warm-up
 * @throws features/bad-bar for prices that are not positive
 */
export function computeFeatures(set: FeatureSet, assets: readonly AssetBars[]): Series[][] {
  const peersAt = peersOf(set, assets);
  return assets.map(({ symbol, adjusted }, asset) => {
    const columns = set.names.map(() => new Float64Array(adjusted.time.length));
    const stream = new KernelStream(set, symbol);
    stream.advanceAll(adjusted, peersAt(asset), (row) => {
      const values = stream.row;
      for (let at = 0; at < columns.length; at++) columns[at][row] = values[at];
    });
    return columns;
  });
}
