import { expect, it } from 'vitest';
import { Random } from '../random.ts';
import { crc32c } from './crc32c.ts';

it.each([
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['0 to 31', Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
  ['31 to 0', Uint8Array.from({ length: 32 }, (_, at) => 31 - at), 0x113fdb5c],
  ['the digits 1 to 9', new TextEncoder().encode('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(), 0],
])('equals RFC 3720 for %s', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

/** The polynomial division itself, a bit a step. */
function bitwise(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

it('is the remainder of the division for bytes of any number, wherever they begin', () => {
  const random = new Random(1);
  const bytes = Uint8Array.from({ length: 90 }, () => random.integer(256));
  for (let from = 0; from < 9; from++) {
    for (let to = from; to <= bytes.length; to++) {
      expect(crc32c(bytes.subarray(from, to))).toBe(bitwise(bytes.subarray(from, to)));
    }
  }
});
