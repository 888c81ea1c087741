import type { BarTable, Series } from '#base';
import { NO_PEERS } from './cross-section/peer-row.ts';
import { peerRowAt, peerTables } from './cross-section/peer-tables.ts';
import type { FeatureSet } from './feature-set.ts';
import { FeatureStream } from './feature-stream.ts';

/** One asset's history, to be made features of. */
export interface AssetBars {
  readonly symbol: string;
  /** Adjusted prices. */
  readonly adjusted: BarTable;
}

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
  return foldStreams(set, assets, ({ adjusted }) => {
    const rows = adjusted.time.length;
    const values = new Float32Array(rows * width);
    const ready = new Uint8Array(rows);
    const volatility = new Float64Array(rows);
    let maskedCount = 0;
    return {
      take: (stream, row) => {
        values.set(stream.row, row * width);
        volatility[row] = stream.bar.volatility;
        if (!stream.ready) return;
        ready[row] = 1;
        maskedCount += stream.maskedCount;
      },
      end: () => {
        const { time: times, close: closes } = adjusted;
        return { set, times, closes, values, ready, volatility, maskedCount };
      },
    };
  });
}

/**
 * Computes every feature of a set, before filter and scaling, over the histories of a market.
 *
 * @returns one column a feature [bars] an asset, each in its definition's range; NaN through its warm-up
 * @throws features/bad-bar for prices that are not positive
 */
export function computeFeatures(set: FeatureSet, assets: readonly AssetBars[]): Series[][] {
  return foldStreams(set, assets, ({ adjusted }) => {
    const columns = set.names.map(() => new Float64Array(adjusted.time.length));
    return {
      take: ({ raw }, row) => {
        for (let at = 0; at < columns.length; at++) columns[at][row] = raw[at];
      },
      end: () => columns,
    };
  });
}

/** What is kept of a stream's bars. */
interface Collector<Result> {
  take(stream: FeatureStream, row: number): void;
  end(): Result;
}

/** Advances one FeatureStream an asset over its whole history: batch is nothing else. */
function foldStreams<Result>(
  set: FeatureSet,
  assets: readonly AssetBars[],
  collectorOf: (asset: AssetBars) => Collector<Result>,
): Result[] {
  const tables = assets.map(({ adjusted }) => adjusted);
  const peers = set.readsPeers ? peerTables(tables, set.config.volatilityHalfLifeBars) : null;
  return assets.map((asset, at) => {
    const stream = new FeatureStream(set, asset.symbol);
    const collector = collectorOf(asset);
    const peersAt = (row: number) => (peers === null ? NO_PEERS : peerRowAt(peers[at], row));
    stream.advanceAll(asset.adjusted, peersAt, (row) => {
      collector.take(stream, row);
    });
    return collector.end();
  });
}
