import { assert, type Disk, type Interval, intervalMs, type Logger, SILENT_LOGGER } from '#base';
import type { Repair } from '#config';
import { refuseBadBars } from '../checks/quarantine.ts';
import { mendBars } from '../checks/repairs.ts';
import type { BarSource, MarketRequest } from '../market.ts';
import { checkRange, type DataProvider, type FetchedBars } from '../provider.ts';
import { BarShelf } from './bar-shelf.ts';
import { addToFiles, assemble, type FetchedNotes, loadFiles } from './cached-files.ts';
import { missing, type TimeRange } from './coverage.ts';

/** Bars out of the cache, and what had to be done for them. */
export interface StoredBars extends FetchedBars {
  readonly origin: 'cache' | 'fetched' | 'merged';
  /** What was not in the cache and was asked of the provider. */
  readonly fetchedRanges: readonly TimeRange[];
  /** Cached bars that came again with other values; the newer ones stand. */
  readonly revised: number;
  /** Damaged cache files put out of the way, by the path they now have. */
  readonly setAside: readonly string[];
}

/**
 * A cache of bars in Parquet files between a provider and everyone who reads it.
 *
 * `FOLDER/PROVIDER/SYMBOL_1d.parquet`, or `FOLDER/PROVIDER/SYMBOL_1m/2014-07.parquet` for bars
 * shorter than a day. Every file says which ranges it completes, so only missing ranges are fetched
 * and nothing is asked twice for a weekend. A provider that has a version is trusted to the end of
 * what was asked; of any other, nothing after its newest bar counts as known, because more may come.
 */
export class DataStorage {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #log: Logger;
  readonly #refusesBadBars: boolean;
  readonly #repairs: readonly Repair[];

  /**
   * @param options.badBars - `refuse` throws on an answer with a bar that cannot be true, and keeps nothing of it
   * @param options.repairs - bars that these will mend are not refused; what is cached is as it came
   */
  constructor(options: {
    readonly folder: string;
    readonly disk: Disk;
    readonly log?: Logger;
    readonly badBars?: MarketRequest['badBars'];
    readonly repairs?: readonly Repair[];
  }) {
    this.#refusesBadBars = options.badBars === 'refuse';
    this.#repairs = options.repairs ?? [];
    this.#folder = options.folder;
    this.#disk = options.disk;
    this.#log = options.log ?? SILENT_LOGGER;
  }

  /** The cache before a provider, as a market reads it. */
  source(provider: DataProvider): BarSource {
    return ({ symbol, interval, start, end }) =>
      this.getOrFetch(provider, symbol, interval, start, end);
  }

  /**
   * The bars stamped in [start, end), from the cache where it has them and from the provider where
   * not; what was fetched is in the cache when this returns.
   *
   * @throws data/bad-bars, base/write-failed when the cache cannot be written, and what the provider throws
   */
  async getOrFetch(
    provider: DataProvider,
    symbol: string,
    interval: Interval,
    start: number,
    end: number,
  ): Promise<StoredBars> {
    checkRange({ symbol, interval, start, end });
    assert(/^[a-z0-9-]+$/.test(provider.name), 'a provider is named in lower case');
    const version = (await provider.version?.(symbol, interval)) ?? null;
    const place = { root: this.#folder, provider: provider.name, symbol, interval };
    const shelf = new BarShelf(place, this.#disk, this.#log);
    const wanted = { from: start, to: end };
    const files = await loadFiles(shelf, wanted, { interval, version });
    const covered = [...files.values()].flatMap(({ notes }) => notes.coverage);
    const holes = missing(wanted, covered);
    const foundNone = files.size === 0;
    let revised = 0;
    const forgotten: FetchedNotes[] = [];
    for (const hole of holes) {
      const answer = await provider.fetchBars({
        symbol,
        interval,
        start: hole.from,
        end: hole.to,
      });
      const mended = mendBars(answer, this.#repairs);
      if (this.#refusesBadBars) refuseBadBars(mended.quarantine, mended.bars.time.length);
      const isNewest = covered.every(({ from }) => from < hole.to);
      const to = version === null && isNewest ? endOfBars(answer, hole, interval) : hole.to;
      const known = { from: hole.from, to };
      const added = addToFiles(shelf, files, { answer, known, interval, version });
      revised += added.revised;
      forgotten.push(added.forgotten);
    }
    const held = assemble(files, wanted);
    return {
      ...held,
      actions: [...held.actions, ...forgotten.flatMap(({ actions }) => actions)],
      quarantine: [...held.quarantine, ...forgotten.flatMap(({ quarantine }) => quarantine)],
      origin: holes.length === 0 ? 'cache' : foundNone ? 'fetched' : 'merged',
      fetchedRanges: holes,
      revised,
      setAside: shelf.setAside,
    };
  }
}

/** The end of the newest bar: what a source that grows is known to have answered for good. */
function endOfBars({ bars }: FetchedBars, { from, to }: TimeRange, interval: Interval): number {
  const newest = bars.time.at(-1);
  return newest === undefined ? from : Math.min(to, newest + intervalMs(interval));
}
