import { join } from 'node:path';
import {
  type Disk,
  type Interval,
  type Logger,
  messageOf,
  QuantError,
  systemCodeOf,
  writeFileAtomic,
} from '#base';
import {
  type BarFile,
  decodeBarFile,
  encodeBarFile,
  MOST_FILE_BYTES,
  readFooter,
} from './bar-file.ts';
import { type BarFileNotes, NewerSchemaError } from './bar-file-notes.ts';
import { BARS_ENDING, type CachePlace } from './cache-place.ts';
import { isKey, isSplitByMonth, keyOf, startOfKey } from './partitions.ts';
import { newerFile, setAside } from './set-aside.ts';

/** What came of reading a file. */
export type ReadFile =
  | { readonly kind: 'read'; readonly file: BarFile }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly why: string };

/** The cached bar files of one symbol at one interval from one provider. */
export class BarShelf {
  readonly interval: Interval;
  /** Files found damaged and put out of the way, by the path they now have. */
  readonly damaged: string[] = [];
  readonly #disk: Disk;
  readonly #log: Logger;
  readonly #folder: string;
  readonly #nameOf: (key: string) => string;

  constructor(place: CachePlace, interval: Interval, disk: Disk, log: Logger) {
    const { folder, nameOf } = place.bars(interval);
    this.interval = interval;
    this.#folder = folder;
    this.#nameOf = nameOf;
    this.#disk = disk;
    this.#log = log;
  }

  /** Keys of the files there are, by their start. @throws data/cache-damaged */
  keys(): string[] {
    if (!isSplitByMonth(this.interval)) {
      const whole = keyOf(0, this.interval);
      return this.#disk.exists(this.#path(whole)) ? [whole] : [];
    }
    return this.#list()
      .filter((name) => name.endsWith(BARS_ENDING))
      .map((name) => name.slice(0, -BARS_ENDING.length))
      .filter((key) => isKey(key, this.interval))
      .sort((a, b) => startOfKey(a) - startOfKey(b));
  }

  /**
   * @param known - what the file held before; given back as it is when nothing changed
   * @throws data/cache-newer
   */
  read(key: string, known?: BarFile): ReadFile {
    const path = this.#path(key);
    try {
      const size = this.#disk.size(path);
      if (!(size > 0 && size <= MOST_FILE_BYTES)) throw new Error(`it has ${size} bytes`);
      const bytes = this.#disk.readFile(path);
      const footer = readFooter(bytes);
      if (known !== undefined && known.digest === footer.digest)
        return { kind: 'read', file: known };
      return { kind: 'read', file: this.#mine(key, decodeBarFile(bytes, footer)) };
    } catch (thrown) {
      if (thrown instanceof NewerSchemaError) throw newerFile(path, thrown.message);
      // Another process may have set it aside since it was listed.
      if (systemCodeOf(thrown) === 'ENOENT' && !this.keys().includes(key))
        return { kind: 'absent' };
      return { kind: 'damaged', why: messageOf(thrown) };
    }
  }

  /** @throws base/write-failed, data/too-many-bars */
  write(
    key: string,
    file: { readonly bars: BarFile['bars']; readonly notes: BarFileNotes },
  ): BarFile {
    const { bytes, digest } = encodeBarFile(file);
    writeFileAtomic(this.#disk, this.#path(key), bytes);
    return { ...file, digest };
  }

  remove(key: string): void {
    this.#disk.remove(this.#path(key));
  }

  setAside(key: string, why: string): void {
    this.damaged.push(setAside(this.#disk, this.#log, this.#path(key), why));
  }

  /** A month's file that was copied to another's name is whole, and its bars would count twice. */
  #mine(key: string, file: BarFile): BarFile {
    const { time } = file.bars;
    for (const edge of [time[0], time.at(-1)]) {
      if (edge === undefined || keyOf(edge, this.interval) === key) continue;
      throw new Error(`it holds bars of ${keyOf(edge, this.interval)}`);
    }
    return file;
  }

  #list(): string[] {
    try {
      return this.#disk.list(this.#folder);
    } catch (cause) {
      throw new QuantError(
        'data/cache-damaged',
        `Cannot list the cached files in ${this.#folder}: ${messageOf(cause)}; remove it, or name another folder with --set data.cacheDir=DIR.`,
        { cause, context: { folder: this.#folder } },
      );
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${this.#nameOf(key)}${BARS_ENDING}`);
  }
}
