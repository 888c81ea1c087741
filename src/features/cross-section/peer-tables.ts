import type { BarTable } from '#base';
import { unionTimes } from '#data';
import { CrossSection } from './cross-section.ts';
import type { PeerRow } from './peer-row.ts';

/** Where one asset stood among the others at each of its bars, as columns [bars]. */
export type PeerTable = { readonly [Key in keyof PeerRow]: Float64Array };

/**
 * Compares the assets of a market at every time: the fold of a CrossSection.
 *
 * @param tables - adjusted prices, one table an asset
 * @returns one table an asset, a row a bar
 */
export function peerTables(
  tables: readonly BarTable[],
  volatilityHalfLifeBars: number,
): PeerTable[] {
  const section = new CrossSection(tables.length, volatilityHalfLifeBars);
  const peers = tables.map(({ time }) => emptyPeerTable(time.length));
  const next = tables.map(() => 0);
  for (const time of unionTimes(tables.map((table) => table.time))) {
    for (let asset = 0; asset < tables.length; asset++) {
      const row = next[asset];
      if (tables[asset].time[row] === time) section.take(asset, tables[asset].close[row]);
    }
    section.finish();
    for (let asset = 0; asset < tables.length; asset++) {
      if (tables[asset].time[next[asset]] !== time) continue;
      const { market, dispersion, rank, lead } = section.rowOf(asset);
      const row = next[asset]++;
      peers[asset].market[row] = market;
      peers[asset].dispersion[row] = dispersion;
      peers[asset].rank[row] = rank;
      peers[asset].lead[row] = lead;
    }
  }
  return peers;
}

function emptyPeerTable(bars: number): PeerTable {
  const column = () => new Float64Array(bars);
  return { market: column(), dispersion: column(), rank: column(), lead: column() };
}

/** A row of a table, to be read as that of a CrossSection. */
export function peerRowAt({ market, dispersion, rank, lead }: PeerTable, row: number): PeerRow {
  return { market: market[row], dispersion: dispersion[row], rank: rank[row], lead: lead[row] };
}
