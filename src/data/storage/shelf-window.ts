import { type BarTable, barsBetween, type Interval, intervalMs } from '#base';
import type { QuarantinedBar } from '../checks/quarantine.ts';
import type { FetchedBars } from '../provider.ts';
import { type ActionHistory, confirms } from './action-history.ts';
import type { BarFile } from './bar-file.ts';
import type { BarFileNotes } from './bar-file-notes.ts';
import type { BarShelf } from './bar-shelf.ts';
import { joined, type TimeRange, within } from './coverage.ts';
import { startOfKey } from './partitions.ts';
import { concatenate } from './replace-bars.ts';

/** What decides whether a cached file still says what its source says. */
export interface Terms {
  readonly version: string | null;
  readonly history: ActionHistory | null;
}

/**
 * Whether the actions of an answer are kept with its bars: those of a source without a history, and
 * those of weeks, which a source may date by its weeks.
 */
export function keepsActions({ history }: Terms, interval: Interval): boolean {
  return history === null || interval === '1w';
}

/** The cached files that can say something about a range. */
export interface ShelfWindow {
  /** By key, ascending. */
  readonly files: ReadonlyMap<string, BarFile>;
  /** Keys of files cached under other terms. */
  readonly stale: readonly string[];
  /** Keys of files that cannot be read, and why. */
  readonly damaged: ReadonlyMap<string, string>;
  /** A file was fetched under a later history, which this one does not confirm. */
  readonly isOvertaken: boolean;
}

/**
 * Reads the months of a range, and to either side on to the next that has bars: a file also speaks
 * for the empty months beside it, and the newest bar of all decides how far anything is known.
 *
 * @param known - files as they were read before, so that those unchanged are not read twice
 * @throws data/cache-newer
 */
export function readWindow(
  shelf: BarShelf,
  range: TimeRange,
  terms: Terms,
  known: ReadonlyMap<string, BarFile> = new Map(),
): ShelfWindow {
  const keys = shelf.keys();
  const reader = new WindowReader(shelf, terms, known);
  const before = keys.filter((key) => startOfKey(key) <= range.from);
  const after = keys.filter((key) => startOfKey(key) >= range.to);
  const inside = keys.slice(before.length, keys.length - after.length);
  for (const key of before.toReversed()) if (reader.read(key)) break;
  for (const key of inside) reader.read(key);
  for (const key of after) if (reader.read(key)) break;
  return reader.window();
}

class WindowReader {
  readonly #shelf: BarShelf;
  readonly #terms: Terms;
  readonly #known: ReadonlyMap<string, BarFile>;
  readonly #files = new Map<string, BarFile>();
  readonly #stale: string[] = [];
  readonly #damaged = new Map<string, string>();
  #isOvertaken = false;
  /** Many files were fetched under one history. */
  readonly #confirmed = new Map<string, boolean>();

  constructor(shelf: BarShelf, terms: Terms, known: ReadonlyMap<string, BarFile>) {
    this.#shelf = shelf;
    this.#terms = terms;
    this.#known = known;
  }

  /** Whether the file is of use and has bars. */
  read(key: string): boolean {
    const found = this.#shelf.read(key, this.#known.get(key));
    if (found.kind === 'damaged') this.#damaged.set(key, found.why);
    if (found.kind !== 'read') return false;
    const { file } = found;
    if (!this.#isCurrent(file.notes)) {
      this.#stale.push(key);
      const asOf = this.#terms.history?.asOf ?? Number.POSITIVE_INFINITY;
      if ((file.notes.history?.asOf ?? Number.NEGATIVE_INFINITY) > asOf) this.#isOvertaken = true;
      return false;
    }
    this.#files.set(key, file);
    return file.bars.time.length > 0;
  }

  #isCurrent({ version, history: stamp }: BarFileNotes): boolean {
    const { history } = this.#terms;
    if (version !== this.#terms.version) return false;
    if (history === null) return true;
    if (stamp === null) return false;
    const key = `${stamp.asOf} ${stamp.digest}`;
    const known = this.#confirmed.get(key) ?? confirms(history, stamp);
    this.#confirmed.set(key, known);
    return known;
  }

  window(): ShelfWindow {
    return {
      files: inOrder(this.#files),
      stale: this.#stale,
      damaged: this.#damaged,
      isOvertaken: this.#isOvertaken,
    };
  }
}

export function inOrder(files: ReadonlyMap<string, BarFile>): Map<string, BarFile> {
  return new Map([...files].sort(([a], [b]) => startOfKey(a) - startOfKey(b)));
}

/** The ranges of which files hold all there is. */
export function coverageOf(files: ReadonlyMap<string, BarFile>): TimeRange[] {
  return joined([...files.values()].flatMap(({ notes }) => notes.coverage));
}

/** Time of the newest bar; −∞ without one. */
export function newestOf({ time }: BarTable): number {
  return time.at(-1) ?? Number.NEGATIVE_INFINITY;
}

/**
 * What is known of a source that grows: nothing after its newest bar, because it may lag behind. Of
 * one that has shown no bar yet, what it was asked is known.
 */
export function upToNewest(
  ranges: readonly TimeRange[],
  newest: number,
  interval: Interval,
): TimeRange[] {
  if (newest === Number.NEGATIVE_INFINITY) return joined(ranges);
  return within(ranges, { from: Number.NEGATIVE_INFINITY, to: newest + intervalMs(interval) });
}

/** What files together hold of a range. */
export function assemble(
  files: ReadonlyMap<string, BarFile>,
  { from, to }: TimeRange,
): FetchedBars {
  const inRange = ({ time }: { readonly time: number }) => !(time < from || time >= to);
  const notes = [...files.values()].map((file) => file.notes);
  return {
    bars: concatenate([...files.values()].map(({ bars }) => barsBetween(bars, from, to))),
    actions: notes.flatMap(({ actions }) => actions.filter(inRange)),
    quarantine: unique(notes.flatMap(({ quarantine }) => quarantine.filter(inRange))),
    caveats: [...new Set(notes.flatMap(({ caveats }) => caveats))].sort(),
  };
}

/** A bar without a time lies nowhere, so that several files may tell of it. */
export function unique(bars: readonly QuarantinedBar[]): QuarantinedBar[] {
  return [...new Map(bars.map((bar) => [JSON.stringify(bar), bar])).values()];
}
