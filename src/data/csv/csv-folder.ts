import { join } from 'node:path';
import { type Disk, INTERVALS, type Interval, messageOf, QuantError, systemCodeOf } from '#base';
import { isSymbol, pathInside, quoted, symbolFileStem, symbolOfFileStem } from '../symbol.ts';
import { parseHeader } from './csv-header.ts';

const PANEL_ENDING = '_daily.csv';

/** A file is read as a whole, so its size bounds the memory that it takes. */
const MOST_BYTES = 400e6;

/** The file in which a symbol's bars stand, and the columns to read. */
export type CsvSource =
  | { readonly kind: 'bars'; readonly fileName: string }
  | { readonly kind: 'panel'; readonly fileName: string; readonly column: string };

/** A file of daily closes, one column an asset. */
export interface Panel {
  readonly name: string;
  readonly fileName: string;
  readonly columns: readonly string[];
}

/** What a folder of CSV files holds, by name; files are opened only to read panel headers. */
export class CsvFolder {
  readonly #folder: string;
  readonly #disk: Disk;

  constructor(folder: string, disk: Disk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  /** The path as the user knows it, for messages. */
  shownPath(fileName: string): string {
    return join(this.#folder, fileName);
  }

  has(fileName: string): boolean {
    return this.#disk.exists(pathInside(this.#folder, fileName));
  }

  /** @throws data/file-unreadable, data/csv-too-large */
  read(fileName: string): Uint8Array {
    const path = pathInside(this.#folder, fileName);
    try {
      const size = this.#disk.size(path);
      // A pipe has no size either, and reading one would wait for ever.
      if (size === 0) return new Uint8Array(0);
      if (!(size > MOST_BYTES)) return this.#disk.readFile(path);
    } catch (thrown) {
      const why = systemCodeOf(thrown) ?? messageOf(thrown);
      throw new QuantError(
        'data/file-unreadable',
        `Cannot read ${this.shownPath(fileName)} (${why}); check that it is a file you may read.`,
        { cause: thrown, context: { path } },
      );
    }
    throw new QuantError(
      'data/csv-too-large',
      `${this.shownPath(fileName)} is larger than the ${MOST_BYTES / 1e6} MB that are read at once; keep the part of it that you need.`,
      { context: { path } },
    );
  }

  /** @throws data/folder-missing, data/folder-unreadable */
  fileNames(): readonly string[] {
    if (!this.#disk.exists(this.#folder)) {
      throw new QuantError(
        'data/folder-missing',
        `There is no data folder ${this.#folder}; name the folder of your SYMBOL_INTERVAL.csv files with --data-dir.`,
      );
    }
    try {
      return this.#disk.list(this.#folder);
    } catch (thrown) {
      const why = systemCodeOf(thrown) ?? messageOf(thrown);
      throw new QuantError(
        'data/folder-unreadable',
        `Cannot list the data folder ${this.#folder} (${why}); name a folder you may read with --data-dir.`,
        { cause: thrown },
      );
    }
  }

  /** Symbols with a file of their own at an interval, sorted. */
  symbolsWithFile(interval: Interval): string[] {
    return this.#stemsEnding(`_${interval}.csv`)
      .map(symbolOfFileStem)
      .filter((symbol) => symbol !== null)
      .sort();
  }

  intervalsOf(symbol: string): readonly Interval[] {
    const stem = symbolFileStem(symbol);
    return INTERVALS.filter((interval) => this.has(`${stem}_${interval}.csv`));
  }

  panels(): readonly Panel[] {
    return this.#stemsEnding(PANEL_ENDING).map((name) => this.panel(name));
  }

  hasPanel(name: string): boolean {
    return this.#stemsEnding(PANEL_ENDING).includes(name);
  }

  /** @throws data/csv-header */
  panel(name: string): Panel {
    const fileName = `${name}${PANEL_ENDING}`;
    const path = this.shownPath(fileName);
    const [first, ...columns] = parseHeader(this.read(fileName), path).columns;
    const seen = new Set(columns);
    const wrong = seen.size < columns.length || !columns.every(isSymbol);
    if (first === 'timestamp' && columns.length > 0 && !wrong) {
      return { name, fileName, columns };
    }
    throw new QuantError(
      'data/csv-header',
      `${path} line 1: expected the header timestamp,SYMBOL,SYMBOL,… with each symbol once, found ${quoted([first, ...columns].join(','))}.`,
      { context: { path, line: 1 } },
    );
  }

  #stemsEnding(ending: string): string[] {
    return this.fileNames()
      .filter((fileName) => fileName.endsWith(ending))
      .map((fileName) => fileName.slice(0, -ending.length));
  }
}
