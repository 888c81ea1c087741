import { join } from 'node:path';
import {
  type Disk,
  type Interval,
  type Logger,
  messageOf,
  QuantError,
  writeFileAtomic,
} from '#base';
import { pathInside, symbolFileStem } from '../symbol.ts';
import { type BarFile, decodeBarFile, encodeBarFile } from './bar-file.ts';
import { isSplitByMonth } from './partitions.ts';

const ENDING = '.parquet';

/** The cached files of one symbol at one interval from one provider. */
export class BarShelf {
  /** Files found damaged and put out of the way, by the path they now have. */
  readonly setAside: string[] = [];
  readonly #split: boolean;
  readonly #folder: string;
  readonly #fileNameOf: (key: string) => string;
  readonly #disk: Disk;
  readonly #log: Logger;

  constructor(
    place: {
      readonly root: string;
      readonly provider: string;
      readonly symbol: string;
      readonly interval: Interval;
    },
    disk: Disk,
    log: Logger,
  ) {
    const stem = `${symbolFileStem(place.symbol)}_${place.interval}`;
    const folder = join(place.root, place.provider);
    this.#split = isSplitByMonth(place.interval);
    this.#folder = this.#split ? join(folder, stem) : folder;
    this.#fileNameOf = (key) => `${this.#split ? key : stem}${ENDING}`;
    this.#disk = disk;
    this.#log = log;
  }

  /** Keys of the files there are, ascending. */
  keys(): string[] {
    if (!this.#split) return this.#disk.exists(this.#path('all')) ? ['all'] : [];
    return this.#disk
      .list(this.#folder)
      .filter((fileName) => /^\d{4}-\d\d\.parquet$/.test(fileName))
      .map((fileName) => fileName.slice(0, -ENDING.length));
  }

  /** A file's bars and notes; null when it had to be set aside. */
  async read(key: string): Promise<BarFile | null> {
    const path = this.#path(key);
    try {
      return await decodeBarFile(this.#disk.readFile(path));
    } catch (thrown) {
      this.#setAside(path, thrown);
      return null;
    }
  }

  /** @throws base/write-failed */
  write(key: string, file: BarFile): void {
    writeFileAtomic(this.#disk, this.#path(key), encodeBarFile(file));
  }

  #path(key: string): string {
    return pathInside(this.#folder, this.#fileNameOf(key));
  }

  #setAside(path: string, why: unknown): void {
    let number = 1;
    while (this.#disk.exists(`${path}.corrupt-${number}`)) number++;
    const aside = `${path}.corrupt-${number}`;
    const message = `Cached file ${path} cannot be used: ${messageOf(why)}; kept as ${aside} and fetched again.`;
    try {
      this.#disk.rename(path, aside);
    } catch (thrown) {
      throw new QuantError(
        'data/cache-damaged',
        `Cached file ${path} cannot be used (${messageOf(why)}) nor be set aside (${messageOf(thrown)}); remove it, or name another folder with --set data.cacheDir=DIR.`,
        { cause: thrown },
      );
    }
    this.#log.warn(message, { path, aside });
    this.setAside.push(aside);
  }
}
