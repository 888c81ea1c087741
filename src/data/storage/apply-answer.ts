import { type BarTable, barsBetween, emptyBarTable, type Interval } from '#base';
import type { FetchedBars } from '../provider.ts';
import { stampOf } from './action-history.ts';
import type { BarFile } from './bar-file.ts';
import type { BarFileNotes } from './bar-file-notes.ts';
import { joined, type TimeRange, within, without } from './coverage.ts';
import { keyOf, keysOf, startOfKey, type Territory, territories } from './partitions.ts';
import { replaceBars } from './replace-bars.ts';
import {
  coverageOf,
  keepsActions,
  newestOf,
  type Terms,
  unique,
  upToNewest,
} from './shelf-window.ts';

/** An answer, and what follows from it. */
export interface Applied {
  readonly answer: FetchedBars;
  /** The answer holds all there is in this range, as of now. */
  readonly truth: TimeRange;
  /** The part of it that will not change any more. */
  readonly final: readonly TimeRange[];
  readonly interval: Interval;
  readonly terms: Terms;
}

/** A file as it is to be written. */
export type NewFile = Omit<BarFile, 'digest'>;

/** What an answer changes: files to be written, in this order, and how many cached bars it revised. */
export interface Changes {
  readonly writes: readonly (readonly [key: string, file: NewFile])[];
  readonly revised: number;
}

/**
 * Lays an answer over the cached files.
 *
 * Files that lose a claim are written first: after a crash between two of them something may be asked
 * again, but nothing is claimed that no file holds.
 */
export function applyAnswer(files: ReadonlyMap<string, BarFile>, applied: Applied): Changes {
  const { answer, truth } = applied;
  const items = itemsAfter(files, applied);
  const parts = territories(keysWith(files, applied)).map((territory) => {
    const older = files.get(territory.key);
    const touched = within([truth], territory);
    return {
      territory,
      older,
      ...replaceIn(older?.bars ?? emptyBarTable(0), touched, answer.bars),
    };
  });
  const newest = Math.max(...parts.map(({ bars }) => newestOf(bars)));
  const coverage = knownAfter(files, newest, applied);
  const writes = parts.flatMap(({ territory, older, bars, isSame }): [string, NewFile][] => {
    const notes = notesOf(older?.notes, { territory, coverage, items, applied });
    const before = older?.notes ?? NOTHING;
    return isSame && haveSameContents(before, notes) ? [] : [[territory.key, { bars, notes }]];
  });
  const losers = writes.filter(([key, { notes }]) => loses(files.get(key)?.notes, notes));
  return {
    writes: [...losers, ...writes.filter((write) => !losers.includes(write))],
    revised: parts.reduce((sum, part) => sum + part.revised, 0),
  };
}

const NOTHING: BarFileNotes = {
  version: null,
  history: null,
  coverage: [],
  actions: [],
  quarantine: [],
  caveats: [],
};

/** The actions and bad bars of all files once an answer is in. */
function itemsAfter(
  files: ReadonlyMap<string, BarFile>,
  { answer, truth, terms, interval }: Applied,
): Pick<BarFileNotes, 'actions' | 'quarantine'> {
  const held = [...files.values()].map(({ notes }) => notes);
  const heldActions = held.flatMap(({ actions }) => actions);
  const heldBad = held.flatMap(({ quarantine }) => quarantine);
  return {
    actions: keepsActions(terms, interval) ? latest(heldActions, answer.actions, truth) : [],
    quarantine: unique(latest(heldBad, answer.quarantine, truth)),
  };
}

/** The stretches that are known once an answer is in. */
function knownAfter(
  files: ReadonlyMap<string, BarFile>,
  newest: number,
  { final, terms, interval }: Applied,
): TimeRange[] {
  const all = joined([...coverageOf(files), ...final]);
  return terms.version === null ? upToNewest(all, newest, interval) : all;
}

/** Keys of all files there may be, ascending; one for what has no bars when there is no other. */
function keysWith(
  files: ReadonlyMap<string, BarFile>,
  { answer, truth, interval }: Applied,
): string[] {
  const { time } = barsBetween(answer.bars, truth.from, truth.to);
  const keys = new Set([...files.keys(), ...keysOf(time, interval)]);
  if (keys.size === 0) keys.add(keyOf(truth.from, interval));
  return [...keys].sort((a, b) => startOfKey(a) - startOfKey(b));
}

function replaceIn(
  older: BarTable,
  parts: readonly TimeRange[],
  newer: BarTable,
): ReturnType<typeof replaceBars> {
  if (parts.length === 0) return { bars: older, revised: 0, isSame: true };
  const [part] = parts;
  return replaceBars(older, part, barsBetween(newer, part.from, part.to));
}

interface Dated {
  readonly time: number;
}

function isIn({ from, to }: TimeRange, { time }: Dated): boolean {
  return time >= from && time < to;
}

/** What has no time is told with every answer, so the newest answer's stand alone. */
function latest<Item extends Dated>(
  older: readonly Item[],
  newer: readonly Item[],
  truth: TimeRange,
): Item[] {
  const kept = older.filter((item) => !Number.isNaN(item.time) && !isIn(truth, item));
  const fresh = newer.filter((item) => Number.isNaN(item.time) || isIn(truth, item));
  const rank = ({ time }: Dated) => (Number.isNaN(time) ? Number.MAX_VALUE : time);
  return [...kept, ...fresh].sort((a, b) => rank(a) - rank(b));
}

function notesOf(
  older: BarFileNotes | undefined,
  known: {
    readonly territory: Territory;
    readonly coverage: readonly TimeRange[];
    readonly items: Pick<BarFileNotes, 'actions' | 'quarantine'>;
    readonly applied: Applied;
  },
): BarFileNotes {
  const { territory, coverage, items, applied } = known;
  const { truth, terms, answer } = applied;
  const isMine = (item: Dated) =>
    isIn(territory, Number.isNaN(item.time) ? { time: truth.from } : item);
  const isTouched = within([truth], territory).length > 0;
  const caveats = [...(older?.caveats ?? []), ...(isTouched ? answer.caveats : [])];
  return {
    version: terms.version,
    history: terms.history && stampOf(terms.history),
    coverage: within(coverage, territory),
    actions: items.actions.filter(isMine),
    quarantine: items.quarantine.filter(isMine),
    caveats: [...new Set(caveats)].sort(),
  };
}

/** Whether notes differ in nothing but the terms of the last answer. */
function haveSameContents(older: BarFileNotes, newer: BarFileNotes): boolean {
  return JSON.stringify(contentsOf(older)) === JSON.stringify(contentsOf(newer));
}

function contentsOf({ coverage, actions, quarantine, caveats }: BarFileNotes): unknown[] {
  return [coverage, actions, quarantine, caveats];
}

function loses(older: BarFileNotes | undefined, newer: BarFileNotes): boolean {
  return without(older?.coverage ?? [], newer.coverage).length > 0;
}
