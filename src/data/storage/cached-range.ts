import { assert, intervalMs } from '#base';
import type { Repair } from '#config';
import { refuseBadBars } from '../checks/quarantine.ts';
import { mendBars } from '../checks/repairs.ts';
import type { BarRequest, DataProvider, FetchedBars } from '../provider.ts';
import { areSameActions } from './action-history.ts';
import { applyAnswer } from './apply-answer.ts';
import type { BarFile } from './bar-file.ts';
import type { BarShelf } from './bar-shelf.ts';
import type { CachePlace } from './cache-place.ts';
import { missing, type TimeRange, within, without } from './coverage.ts';
import { areSameBars, layOver } from './replace-bars.ts';
import { type LockPorts, whileLocked } from './shelf-lock.ts';
import {
  assemble,
  coverageOf,
  inOrder,
  keepsActions,
  readWindow,
  type ShelfWindow,
  type Terms,
} from './shelf-window.ts';

const DAY_MS = 86_400_000;

/** What a range is asked of, and by which rules. */
export interface RangeOptions {
  readonly provider: DataProvider;
  readonly request: BarRequest;
  readonly shelf: BarShelf;
  readonly place: CachePlace;
  readonly lock: LockPorts;
  readonly terms: Terms;
  readonly settleDays: number;
  readonly refusesBadBars: boolean;
  /** Bars that these will mend are not refused; what is cached is as it came. */
  readonly repairs: readonly Repair[];
  /** Nothing cached is taken for known. */
  readonly isRefresh: boolean;
  /** The history is that of this moment, so that answers need not agree with it. */
  readonly trustsHistory: boolean;
  /** Files of a later history are dropped for once, and nothing begins again. */
  readonly isLastAttempt: boolean;
}

/** One requested range on its way out of the cache: what is there, what is missing, what was asked. */
export class CachedRange {
  /** What was not known and has been asked of the provider. */
  readonly asked: TimeRange[] = [];
  revised = 0;
  readonly #options: RangeOptions;
  readonly #wanted: TimeRange;
  #files: ReadonlyMap<string, BarFile> = new Map();

  private constructor(options: RangeOptions) {
    this.#options = options;
    this.#wanted = { from: options.request.start, to: options.request.end };
  }

  /** @returns null when the cache knows a later history than the terms do */
  static async open(options: RangeOptions): Promise<CachedRange | null> {
    const range = new CachedRange(options);
    const window = range.#read();
    if (window.damaged.size === 0) return range.#take(window) ? range : null;
    // Looked at again once nobody can be replacing it.
    const isTaken = await range.#locked(() => {
      const again = range.#read();
      if (!range.#take(again)) return false;
      range.#clear(again);
      return true;
    });
    return isTaken ? range : null;
  }

  /** Ranges that must be asked for, ascending. */
  holes(): TimeRange[] {
    const covered = this.#options.isRefresh ? [] : coverageOf(this.#files);
    return missing(this.#wanted, [...covered, ...this.asked]);
  }

  /**
   * Asks for all that is missing, each answer being in the cache before the next is asked.
   *
   * @returns false when the history of actions moved meanwhile, and all must begin again
   * @throws data/bad-bars, data/unsorted-bars, base/write-failed, data/cache-busy and what the provider throws
   */
  async fill(): Promise<boolean> {
    for (let holes = this.holes(); holes.length > 0; holes = this.holes()) {
      const [hole] = holes;
      const now = this.#options.lock.clock.now();
      const answer = await this.#ask(hole);
      if (!this.#agrees(answer, hole)) return false;
      if (!(await this.#locked(() => this.#store(hole, answer, now)))) return false;
      this.asked.push(hole);
    }
    return true;
  }

  held(): FetchedBars {
    const held = assemble(this.#files, this.#wanted);
    const { terms, shelf } = this.#options;
    const { history } = terms;
    if (history === null || keepsActions(terms, shelf.interval)) return held;
    const { from, to } = this.#wanted;
    return { ...held, actions: history.actions.filter(({ time }) => time >= from && time < to) };
  }

  async #ask({ from, to }: TimeRange): Promise<FetchedBars> {
    const { provider, request, refusesBadBars, repairs } = this.#options;
    const answer = await provider.fetchBars({ ...request, start: from, end: to });
    assert(areInOrder(answer.bars.time), 'a provider answers in whole milliseconds, ascending');
    const mended = mendBars(answer, repairs);
    if (refusesBadBars) refuseBadBars(mended.quarantine, mended.bars.time.length);
    return answer;
  }

  /** An answer with other actions than the history has comes from after the history changed. */
  #agrees({ actions }: FetchedBars, { from, to }: TimeRange): boolean {
    const { terms, shelf, trustsHistory } = this.#options;
    if (terms.history === null || keepsActions(terms, shelf.interval) || trustsHistory) return true;
    const known = terms.history.actions.filter(({ time }) => time >= from && time < to);
    return areSameActions(actions, known);
  }

  /** @returns false when the cache knows a later history than the terms do */
  #store(hole: TimeRange, answer: FetchedBars, fetchedAt: number): boolean {
    const window = this.#read();
    if (window.isOvertaken && !this.#options.isLastAttempt) return false;
    const seen = this.#files;
    this.#clear(window);
    this.#files = window.files;
    // What another process has finished since is as new as this answer, and stays.
    const finished = without(coverageOf(window.files), coverageOf(seen));
    for (const part of missing(hole, finished)) this.#lay(part, answer, { seen, fetchedAt });
    return true;
  }

  #lay(
    truth: TimeRange,
    answer: FetchedBars,
    {
      seen,
      fetchedAt,
    }: { readonly seen: ReadonlyMap<string, BarFile>; readonly fetchedAt: number },
  ): void {
    const { shelf, terms } = this.#options;
    const before = assemble(seen, truth).bars;
    const now = assemble(this.#files, truth).bars;
    // Bars that another process has added since may be newer than this answer: it hides none of them.
    const isAlone = areSameBars(before, now, truth);
    const { writes, revised } = applyAnswer(this.#files, {
      answer: isAlone ? answer : { ...answer, bars: layOver(now, answer.bars) },
      truth,
      final: isAlone ? this.#finalPartOf(truth, fetchedAt) : [],
      interval: shelf.interval,
      terms,
    });
    const files = new Map(this.#files);
    for (const [key, file] of writes) files.set(key, shelf.write(key, file));
    this.#files = inOrder(files);
    this.revised += revised;
  }

  /** Bars that are old enough have had their corrections; those of a source with a version need none. */
  #finalPartOf(range: TimeRange, fetchedAt: number): TimeRange[] {
    const { terms, settleDays, shelf } = this.#options;
    if (terms.version !== null) return [range];
    const youngest = fetchedAt - settleDays * DAY_MS - intervalMs(shelf.interval);
    const to = Math.floor(youngest / DAY_MS) * DAY_MS;
    return within([range], { from: Number.NEGATIVE_INFINITY, to });
  }

  #read(): ShelfWindow {
    const { shelf, terms } = this.#options;
    return readWindow(shelf, this.#wanted, terms, this.#files);
  }

  #take({ files, isOvertaken }: ShelfWindow): boolean {
    this.#files = files;
    return !isOvertaken || this.#options.isLastAttempt;
  }

  /** Puts files out of the way that are of no use. */
  #clear({ damaged, stale }: ShelfWindow): void {
    const { shelf } = this.#options;
    for (const [key, why] of damaged) shelf.setAside(key, why);
    for (const key of stale) shelf.remove(key);
  }

  #locked<Result>(job: () => Result): Promise<Result> {
    const { place, lock } = this.#options;
    return whileLocked(place.lock, lock, job);
  }
}

/** What is not would read back from a file as something else. */
function areInOrder(times: Float64Array): boolean {
  return times.every(
    (time, row) => Number.isSafeInteger(time) && (row === 0 || time > times[row - 1]),
  );
}
