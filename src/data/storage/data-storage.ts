import {
  type Clock,
  type Disk,
  type Interval,
  type LockFolder,
  type Logger,
  SILENT_LOGGER,
} from '#base';
import type { BarSource, MarketRequest } from '../market.ts';
import { type BarRequest, checkRange, type DataProvider, type FetchedBars } from '../provider.ts';
import { ActionShelf, type KnownHistory } from './action-shelf.ts';
import { BarShelf } from './bar-shelf.ts';
import { type CachePlace, cachePlace } from './cache-place.ts';
import { CachedRange } from './cached-range.ts';
import { missing, type TimeRange } from './coverage.ts';
import type { LockPorts } from './shelf-lock.ts';

/** Histories that move again and again while bars are fetched are taken as they come. */
const MOST_ATTEMPTS = 3;

/** Bars out of the cache, and what had to be done for them. */
export interface StoredBars extends FetchedBars {
  readonly origin: 'cache' | 'fetched' | 'merged';
  /** What was not in the cache, or not for good, and was asked of the provider. */
  readonly fetchedRanges: readonly TimeRange[];
  /** Cached bars that came again with other values, or came no more; the newest answer stands. */
  readonly revised: number;
  /** Damaged cache files put out of the way, by the path they now have. */
  readonly setAside: readonly string[];
}

export interface StorageOptions {
  readonly folder: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly lockFolder: LockFolder;
  readonly log?: Logger;
  /** `refuse` throws on an answer with a bar that cannot be true, and keeps nothing of it. */
  readonly badBars?: MarketRequest['badBars'];
  /** Bars that these will mend are not refused; what is cached is as it came. */
  readonly repairs?: MarketRequest['repairs'];
  /** Age from which a fetched bar is final, days. */
  readonly settleDays: number;
  /** Age at which splits and dividends are asked for again, hours. */
  readonly actionsMaxAgeHours: number;
}

export interface FetchOptions {
  /** Asks for the whole range again, whatever is cached. */
  readonly refresh?: boolean;
}

/**
 * A cache of bars in Parquet files between a provider and everyone who reads it.
 *
 * `FOLDER/PROVIDER/SYMBOL_1d.parquet`, or `FOLDER/PROVIDER/SYMBOL_1m/2014-07.parquet` for bars
 * shorter than a day. Every file says which ranges it completes, so only missing ranges are fetched
 * and nothing is asked twice for a weekend. A provider that has a version is trusted to the end of
 * what was asked. Of any other, young bars are asked for again until they have settled, and nothing
 * after its newest bar counts as known, because more may come.
 *
 * Bars are raw. Of a provider that knows a history of splits and dividends, `SYMBOL_actions.json`
 * keeps it, every file notes the history its bars were fetched under, and is of use only while that
 * history stands: one that was corrected since drops it. Processes may share a folder.
 */
export class DataStorage {
  readonly #options: StorageOptions;
  readonly #log: Logger;
  readonly #lock: LockPorts;
  readonly #actions: ActionShelf;

  constructor(options: StorageOptions) {
    const { disk, clock, lockFolder, log = SILENT_LOGGER } = options;
    this.#options = options;
    this.#log = log;
    this.#lock = { lockFolder, clock };
    const maxAgeHours = options.actionsMaxAgeHours;
    this.#actions = new ActionShelf({ disk, log, lock: this.#lock, maxAgeHours });
  }

  /** The cache before a provider, as a market reads it. */
  source(provider: DataProvider, options: FetchOptions = {}): BarSource {
    return ({ symbol, interval, start, end }) =>
      this.getOrFetch(provider, symbol, interval, start, end, options);
  }

  /**
   * The bars stamped in [start, end), from the cache where it has them for good and from the provider
   * where not; what was fetched is in the cache when this returns.
   *
   * Where splits and dividends could not be asked for, cached bars have the caveat
   * `actions-unverified`.
   *
   * @throws data/bad-bars, base/write-failed when the cache cannot be written, data/cache-busy,
   * data/cache-newer, and what the provider throws
   */
  async getOrFetch(
    provider: DataProvider,
    symbol: string,
    interval: Interval,
    start: number,
    end: number,
    { refresh = false }: FetchOptions = {},
  ): Promise<StoredBars> {
    const request = { symbol, interval, start, end };
    checkRange(request);
    const place = cachePlace(this.#options.folder, provider.name, symbol);
    const shelf = new BarShelf(place, interval, this.#options.disk, this.#log);
    for (let attempt = 1; ; attempt++) {
      const visit = { provider, request, place, shelf, refresh, attempt };
      const stored = await this.#attempt(visit);
      if (stored !== null) return stored;
    }
  }

  /** @returns null when the history of actions was found to have moved, and is to be asked for again */
  async #attempt(visit: Visit): Promise<StoredBars | null> {
    const { provider, request, place, refresh, attempt } = visit;
    const { symbol } = request;
    const version = (await provider.version?.(symbol, request.interval)) ?? null;
    const ask = () => this.#actions.ask(provider, symbol, place);
    let known: KnownHistory | null = null;
    if (provider.actionHistory !== undefined) {
      const mustAsk = refresh || attempt > 1;
      known = mustAsk ? await ask() : await this.#actions.find(provider, symbol, place);
    }
    const open = () =>
      CachedRange.open({
        ...visit,
        lock: this.#lock,
        terms: { version, history: known?.history ?? null },
        settleDays: this.#options.settleDays,
        refusesBadBars: this.#options.badBars === 'refuse',
        repairs: this.#options.repairs ?? [],
        isRefresh: refresh,
        trustsHistory: known?.isAsked ?? true,
        isLastAttempt: attempt === MOST_ATTEMPTS,
      });
    let range = await open();
    const isOld = known !== null && !(known.isVerified && this.#actions.wasAsked(place));
    if (range !== null && isOld && range.holes().length > 0) {
      known = await ask();
      range = await open();
    }
    if (range === null || !(await range.fill())) return null;
    return storedBars(range, visit, known?.isVerified ?? true);
  }
}

/** One request on its way, and how often it has begun. */
interface Visit {
  readonly provider: DataProvider;
  readonly request: BarRequest;
  readonly place: CachePlace;
  readonly shelf: BarShelf;
  readonly refresh: boolean;
  readonly attempt: number;
}

function storedBars(
  range: CachedRange,
  { request, shelf }: Visit,
  isVerified: boolean,
): StoredBars {
  const held = range.held();
  const { asked, revised } = range;
  const isAllAsked = missing({ from: request.start, to: request.end }, asked).length === 0;
  return {
    ...held,
    caveats: isVerified ? held.caveats : [...held.caveats, 'actions-unverified'].sort(),
    origin: asked.length === 0 ? 'cache' : isAllAsked ? 'fetched' : 'merged',
    fetchedRanges: asked,
    revised,
    setAside: shelf.damaged,
  };
}
