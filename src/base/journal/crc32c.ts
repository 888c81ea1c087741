/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** Bytes that one round takes; each has a table of what it does at its distance from the round's end. */
const ROUND_BYTES = 8;

const TABLES = tables();

function tables(): readonly Uint32Array[] {
  const last = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
  const all = [last];
  while (all.length < ROUND_BYTES) {
    const nearer = all[all.length - 1];
    all.push(nearer.map((crc) => last[crc & 0xff] ^ (crc >>> 8)));
  }
  return all;
}

/**
 * CRC-32C of bytes, the checksum of storage formats: finds every burst of up to 32 damaged bits.
 *
 * @see RFC 3720, appendix B.4, for its test vectors; Kounavis and Berry, A systematic approach to building
 * high performance software-based CRC generators, 2005, for the eight tables
 */
export function crc32c(bytes: Uint8Array): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES;
  const whole = bytes.length - (bytes.length % ROUND_BYTES);
  let crc = 0xffffffff;
  for (let at = 0; at < whole; at += ROUND_BYTES) {
    crc =
      t7[(crc ^ bytes[at]) & 0xff] ^
      t6[((crc >>> 8) ^ bytes[at + 1]) & 0xff] ^
      t5[((crc >>> 16) ^ bytes[at + 2]) & 0xff] ^
      t4[(crc >>> 24) ^ bytes[at + 3]] ^
      t3[bytes[at + 4]] ^
      t2[bytes[at + 5]] ^
      t1[bytes[at + 6]] ^
      t0[bytes[at + 7]];
  }
  for (let at = whole; at < bytes.length; at++) {
    crc = t0[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
