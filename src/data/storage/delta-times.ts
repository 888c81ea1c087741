const BLOCK_VALUES = 128;
const MINIBLOCKS = 4;
const MINIBLOCK_VALUES = BLOCK_VALUES / MINIBLOCKS;

/** Wider steps between two times are not exact as numbers. */
const WIDEST_BITS = 53;

const LONGEST_VARINT = 10;

/**
 * Reads whole numbers in Parquet's DELTA_BINARY_PACKED form, blocks of 128 in four, into `to`.
 *
 * The first value, then for every block its smallest step, four bit widths, and the steps above the
 * smallest in so many bits, lowest first. Exact within ±2^52.
 *
 * @throws Error when the page claims other blocks or another count, or ends too early
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function readDeltaTimes(page: Uint8Array, to: Float64Array): void {
  const reader = new DeltaReader(page);
  const [block, miniblocks, count] = [reader.varint(), reader.varint(), reader.varint()];
  if (block !== BLOCK_VALUES || miniblocks !== MINIBLOCKS || count !== to.length) {
    throw new Error(`its times claim blocks of ${block} in ${miniblocks} and ${count} values`);
  }
  let value = reader.zigzag();
  to[0] = value;
  for (let row = 1; row < to.length; ) {
    const smallest = reader.zigzag();
    const widths = reader.take(MINIBLOCKS);
    for (let part = 0; part < MINIBLOCKS && row < to.length; part++) {
      const width = widths[part];
      if (width > WIDEST_BITS) throw new Error(`a step between its times takes ${width} bits`);
      const packed = reader.take((MINIBLOCK_VALUES / 8) * width);
      const end = Math.min(row + MINIBLOCK_VALUES, to.length);
      for (let bit = 0; row < end; row++, bit += width) {
        value += smallest + bitsAt(packed, bit, width);
        to[row] = value;
      }
    }
  }
}

/** The number in `width` bits from bit `from` on, lowest first. */
function bitsAt(bytes: Uint8Array, from: number, width: number): number {
  let value = 0;
  for (let read = 0; read < width; ) {
    const offset = (from + read) & 7;
    const taken = Math.min(8 - offset, width - read);
    value += ((bytes[(from + read) >> 3] >> offset) & ((1 << taken) - 1)) * 2 ** read;
    read += taken;
  }
  return value;
}

class DeltaReader {
  readonly #page: Uint8Array;
  #at = 0;

  constructor(page: Uint8Array) {
    this.#page = page;
  }

  take(count: number): Uint8Array {
    const taken = this.#page.subarray(this.#at, this.#at + count);
    if (taken.length !== count) throw new Error('its times end too early');
    this.#at += count;
    return taken;
  }

  varint(): number {
    let value = 0;
    for (let digit = 0; digit < LONGEST_VARINT; digit++) {
      const [byte] = this.take(1);
      value += (byte & 127) * 128 ** digit;
      if (byte < 128) return value;
    }
    throw new Error(`one of its times takes more than ${LONGEST_VARINT} bytes`);
  }

  /** 0, −1, 1, −2, … */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
