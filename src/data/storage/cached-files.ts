import { barsBetween, emptyBarTable, type Interval } from '#base';
import type { FetchedBars } from '../provider.ts';
import type { BarFile } from './bar-file.ts';
import type { BarFileNotes } from './bar-file-notes.ts';
import type { BarShelf } from './bar-shelf.ts';
import { joined, type TimeRange } from './coverage.ts';
import { concatenate, mergeBars } from './merge-bars.ts';
import { isSplitByMonth, monthKey, type Partition, partition } from './partitions.ts';

/** Cached files in memory, by key. */
export type CachedFiles = Map<string, BarFile>;

/** What was fetched, and the stretch of time of which it is all there is. */
export interface Fetched {
  readonly answer: FetchedBars;
  readonly known: TimeRange;
  readonly interval: Interval;
  readonly version: string | null;
}

/**
 * Reads the files that can say something about a range: its months and one to either side, because a
 * file also speaks for the empty months beside it. Files of another version are passed over.
 */
export async function loadFiles(
  shelf: BarShelf,
  range: TimeRange,
  { interval, version }: { readonly interval: Interval; readonly version: string | null },
): Promise<CachedFiles> {
  const files: CachedFiles = new Map();
  const keys = shelf.keys();
  const first = isSplitByMonth(interval) ? monthKey(range.from) : 'all';
  const last = isSplitByMonth(interval) ? monthKey(range.to) : 'all';
  const before = keys.filter((key) => key < first).slice(-1);
  const within = keys.filter((key) => key >= first && key <= last);
  const after = keys.filter((key) => key > last).slice(0, 1);
  for (const key of [...before, ...within, ...after]) {
    const file = await shelf.read(key);
    if (file !== null && file.notes.version === version) files.set(key, file);
  }
  return files;
}

/**
 * Merges what was fetched into the files, in memory and on the shelf.
 *
 * @returns bars that were cached with other values, and what found no file to be remembered in
 */
export function addToFiles(
  shelf: BarShelf,
  files: CachedFiles,
  fetched: Fetched,
): { readonly revised: number; readonly forgotten: FetchedNotes } {
  const { answer, known, interval } = fetched;
  let revised = 0;
  const filled = partition(answer.bars, known, interval);
  const parts = filled.length > 0 ? filled : emptyPart(files, known, interval);
  for (const part of parts) {
    const older = files.get(part.key);
    const merged = mergeBars(older?.bars ?? emptyBarTable(0), part.bars);
    const file = { bars: merged.bars, notes: mergedNotes(older?.notes, part.claim, fetched) };
    shelf.write(part.key, file);
    files.set(part.key, file);
    revised += merged.revised;
  }
  const isForgotten = (item: Dated) => !parts.some(({ claim }) => isIn(claim, item, known.from));
  const forgotten = {
    actions: answer.actions.filter(isForgotten),
    quarantine: answer.quarantine.filter(isForgotten),
  };
  return { revised, forgotten };
}

/** What an answer holds beside its bars. */
export type FetchedNotes = Pick<FetchedBars, 'actions' | 'quarantine'>;

interface Dated {
  readonly time: number;
}

/** Whether something dated lies in a range; what has no time counts as the range's that was fetched. */
function isIn({ from, to }: TimeRange, { time }: Dated, whenUnknown: number): boolean {
  const stamp = Number.isFinite(time) ? time : whenUnknown;
  return stamp >= from && stamp < to;
}

/** A stretch without any bar is remembered by the file before it, or the first; by none if there is none. */
function emptyPart(files: CachedFiles, claim: TimeRange, interval: Interval): Partition[] {
  const keys = [...files.keys()].sort();
  const last = isSplitByMonth(interval) ? monthKey(claim.from) : 'all';
  const key = keys.findLast((candidate) => candidate <= last) ?? keys[0];
  return key === undefined ? [] : [{ key, bars: emptyBarTable(0), claim }];
}

function mergedNotes(
  older: BarFileNotes | undefined,
  claim: TimeRange,
  { answer, known, version }: Fetched,
): BarFileNotes {
  const inClaim = (item: Dated) => isIn(claim, item, known.from);
  const merge = <Item extends Dated>(old: readonly Item[] = [], fresh: readonly Item[]) =>
    [...old.filter((item) => !inClaim(item)), ...fresh.filter(inClaim)].sort(
      (a, b) => a.time - b.time,
    );
  return {
    version,
    coverage: joined([...(older?.coverage ?? []), claim]),
    actions: merge(older?.actions, answer.actions),
    quarantine: merge(older?.quarantine, answer.quarantine),
    caveats: [...new Set([...(older?.caveats ?? []), ...answer.caveats])].sort(),
  };
}

/** What the files together hold of a range. */
export function assemble(files: CachedFiles, { from, to }: TimeRange): FetchedBars {
  const inOrder = [...files.keys()].sort().flatMap((key) => files.get(key) ?? []);
  const within = ({ time }: Dated) => !(time < from || time >= to);
  const notes = inOrder.map((file) => file.notes);
  return {
    bars: concatenate(inOrder.map(({ bars }) => barsBetween(bars, from, to))),
    actions: notes.flatMap(({ actions }) => actions.filter(within)),
    quarantine: notes.flatMap(({ quarantine }) => quarantine.filter(within)),
    caveats: [...new Set(notes.flatMap(({ caveats }) => caveats))].sort(),
  };
}
