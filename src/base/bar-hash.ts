import { type BarTable, TABLE_COLUMNS } from './bar.ts';
import { sha256 } from './digest.ts';

/** SHA-256 over all columns, bit for bit. */
export function hashBars(table: BarTable): string {
  const hashes = TABLE_COLUMNS.map((name) => {
    const { buffer, byteOffset, byteLength } = table[name];
    return sha256(new Uint8Array(buffer, byteOffset, byteLength));
  });
  return sha256(hashes.join());
}
