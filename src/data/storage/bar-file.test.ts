import { zstdDecompressSync } from 'node:zlib';
import { parquetRead } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, Random } from '#base';
import { lyingBarFile } from '../../../tests/support/hostile-bar-files.ts';
import { decodeBarFile, encodeBarFile } from './bar-file.ts';
import type { BarFileNotes } from './bar-file-notes.ts';

const notes: BarFileNotes = {
  version: 'abc',
  history: { asOf: 1e12, digest: 'd' },
  coverage: [{ from: -5, to: 4e12 }],
  actions: [{ time: 7, kind: 'split', value: 2 }],
  quarantine: [{ time: Number.NaN, code: 'not-finite', place: 'x line 1', detail: 'time is NaN' }],
  caveats: ['close-only'],
};

function randomBars(rows: number): BarTable {
  const random = new Random(1);
  const price = () => 100 * Math.exp(random.normal());
  return barTableOf(
    Array.from({ length: rows }, (_, row) => ({
      time: -8e11 + row * 60_000_000,
      open: price(),
      high: price(),
      low: price(),
      close: price(),
      volume: row,
    })),
  );
}

describe('a bar file', () => {
  it('gives back every bit of its bars and notes, from before 1970 to after 2038', () => {
    for (const rows of [0, 1, 1000, 140_000]) {
      const bars = randomBars(rows);
      const { bytes, digest } = encodeBarFile({ bars, notes });
      expect(decodeBarFile(bytes)).toEqual({ bars, notes, digest });
    }
  });

  it('never gives other bars or notes after any bit of it has flipped', () => {
    const written = { bars: randomBars(40), notes };
    const { bytes, digest } = encodeBarFile(written);
    let [refused, flips] = [0, 0];
    for (let bit = 0; bit < bytes.length * 8; bit += 19) {
      const flipped = bytes.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      flips++;
      try {
        // A flip in what no reader asks for, such as the name of the writing program, may pass.
        expect(decodeBarFile(flipped)).toEqual({ ...written, digest });
      } catch (thrown) {
        if (thrown instanceof Error && thrown.name === 'AssertionError') throw thrown;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(flips * 0.9);
  });

  it('is refused when cut anywhere', () => {
    const { bytes } = encodeBarFile({ bars: randomBars(20), notes });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeBarFile(bytes.subarray(0, length))).toThrow(/./);
    }
  });

  it('is refused when its columns are not those that its notes sum up', () => {
    const bars = randomBars(5);
    const written = { schema: 2, ...notes, quarantine: [], rows: 5, crc32: 1 };
    const lying = lyingBarFile(bars, { notes: JSON.stringify(written) });
    expect(() => decodeBarFile(lying)).toThrow('its columns fail their checksum');
    expect(decodeBarFile(lyingBarFile(bars, {})).bars).toEqual(bars);
  });

  it('is what any reader of Parquet reads', async () => {
    const bars = randomBars(140_000);
    const { bytes } = encodeBarFile({ bars, notes });
    const seen = new Map<string, number>();
    await parquetRead({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
      compressors: { ZSTD: (input) => zstdDecompressSync(input) },
      onChunk: ({ columnName, columnData, rowStart }) => {
        const column = bars[columnName as keyof BarTable].subarray(rowStart);
        const same = Array.from(columnData as ArrayLike<number | bigint>, Number).every(
          (value, row) => value === column[row],
        );
        if (same) seen.set(columnName, (seen.get(columnName) ?? 0) + columnData.length);
      },
    });
    expect([...seen.values()]).toEqual([140_000, 140_000, 140_000, 140_000, 140_000, 140_000]);
  });
});
