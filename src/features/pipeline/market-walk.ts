import { barAt } from '#base';
import { unionTimes } from '#data';
import type { FeatureSet } from '../catalog/feature-set.ts';
import type { AssetBars } from './asset-bars.ts';
import { FeatureStream } from './feature-stream.ts';
import { peersOf } from './market-peers.ts';

/** A bar of an asset, and its features: the newest row of the asset's stream. */
export interface WalkedBar {
  /** Start stamp, UTC epoch ms. */
  readonly time: number;
  /** Which of the assets, and which of its bars. */
  readonly asset: number;
  readonly row: number;
  readonly stream: FeatureStream;
}

/**
 * The features of a market as they become known: by time, and at one time in the order of the assets.
 *
 * The same numbers as in batch, without a table of them. One WalkedBar is refilled bar after bar.
 *
 * @param renewed - gives the stream that takes an asset's row, from the one that took those before
 * @throws features/bad-bar for prices that are not positive
 */
export function* walkMarket(
  set: FeatureSet,
  assets: readonly AssetBars[],
  renewed: (stream: FeatureStream, asset: number, row: number) => FeatureStream = (same) => same,
): Generator<WalkedBar> {
  const tables = assets.map(({ adjusted }) => adjusted);
  const streams = assets.map(({ symbol }) => new FeatureStream(set, symbol));
  const peersAt = peersOf(set, assets);
  const next = tables.map(() => 0);
  const walked = { time: Number.NaN, asset: 0, row: 0, stream: streams[0] };
  for (const time of unionTimes(tables.map((table) => table.time))) {
    for (let at = 0; at < tables.length; at++) {
      const row = next[at];
      if (tables[at].time[row] !== time) continue;
      next[at]++;
      streams[at] = renewed(streams[at], at, row);
      streams[at].advance(barAt(tables[at], row), peersAt(at)(row));
      walked.time = time;
      walked.asset = at;
      walked.row = row;
      walked.stream = streams[at];
      yield walked;
    }
  }
}
