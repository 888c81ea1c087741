import { crc32 } from 'node:zlib';
import { type Disk, type DiskFile, QuantError } from '#base';

/** Where numbers lie in a log, and how they are known again. */
export interface LoggedNumbers {
  /** Byte they begin at. */
  readonly at: number;
  readonly count: number;
  readonly checksum: number;
}

const NUMBER_BYTES = 8;

/** Long columns of numbers as a file that only grows, to the bit; where they lie is kept elsewhere. */
export class NumberLog {
  readonly #disk: Disk;
  readonly #path: string;
  #file: DiskFile | null = null;
  #end: number;

  /** Takes up a log after its first `end` bytes; what lies behind them is dropped at the next `append`. */
  constructor(disk: Disk, path: string, end: number) {
    this.#disk = disk;
    this.#path = path;
    this.#end = end;
  }

  /** Durable when it returns; what the disk throws is thrown. */
  append(numbers: Float64Array): LoggedNumbers {
    const bytes = bytesOf(numbers);
    if (this.#file === null) {
      this.#file = this.#disk.open(this.#path, 'append');
      this.#file.truncate(this.#end);
    }
    const logged = { at: this.#end, count: numbers.length, checksum: crc32(bytes) };
    this.#file.write(bytes);
    this.#file.sync();
    this.#end += bytes.length;
    return logged;
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }
}

/** Byte behind logged numbers. */
export function endOf({ at, count }: LoggedNumbers): number {
  return at + count * NUMBER_BYTES;
}

/**
 * The numbers that a log holds at these places.
 *
 * @throws core/checkpoint-damaged
 */
export function readNumbers(
  disk: Disk,
  path: string,
  places: readonly LoggedNumbers[],
): Float64Array[] {
  const bytes = disk.exists(path) ? disk.readFile(path) : new Uint8Array();
  return places.map((place) => {
    const numbers = new Float64Array(place.count);
    const found = bytes.subarray(place.at, endOf(place));
    if (crc32(found) !== place.checksum) {
      throw new QuantError(
        'core/checkpoint-damaged',
        `${path} is damaged between bytes ${place.at} and ${endOf(place)}`,
      );
    }
    bytesOf(numbers).set(found);
    return numbers;
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
