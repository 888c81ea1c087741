import type { FeatureSet } from '../catalog/feature-set.ts';
import { NO_PEERS, type PeerRow } from '../cross-section/peer-row.ts';
import { peerRowAt, peerTables } from '../cross-section/peer-tables.ts';
import type { AssetBars } from './asset-bars.ts';

/** Where each asset stands among the others at each of its rows, if a feature of the set reads that. */
export function peersOf(
  set: FeatureSet,
  assets: readonly AssetBars[],
): (asset: number) => (row: number) => PeerRow {
  if (!set.readsPeers) return () => () => NO_PEERS;
  const tables = assets.map(({ adjusted }) => adjusted);
  const peers = peerTables(tables, set.config.volatilityHalfLifeBars);
  return (asset) => (row) => peerRowAt(peers[asset], row);
}
