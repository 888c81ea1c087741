import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isSavedRun, readSavedRun, type SavedRun } from '#backtest';
import { type Disk, QuantError } from '#base';
import { nearest } from '#config';

/** A run that was read, and the folder it lies in. */
export interface FoundRun extends SavedRun {
  readonly folder: string;
}

/** What names the run that was saved last. */
const LATEST = 'latest';

/** No name of a run is longer. */
const MOST_LETTERS = 80;

/** Runs that are listed when several are meant. */
const MOST_NAMES = 5;

/**
 * Reads a run by its folder or a file in it; or, among the reports, by its name or id, by a beginning of
 * either that no other has, or as the latest.
 *
 * @throws cli/unknown-run, backtest/run-unreadable, backtest/run-damaged, backtest/run-format
 */
export async function findRun(disk: Disk, reportDir: string, name: string): Promise<FoundRun> {
  const folder = folderOf(disk, reportDir, name);
  return { folder, ...(await readSavedRun(disk, folder)) };
}

function folderOf(disk: Disk, reportDir: string, name: string): string {
  if (isSavedRun(disk, name)) return name;
  if (disk.exists(name) && isSavedRun(disk, dirname(name))) return dirname(name);
  const names = runNames(disk, reportDir);
  const meant = namesMeant(reportDir, names, name);
  if (meant.length === 1) return join(reportDir, meant[0]);
  throw new QuantError('cli/unknown-run', `${complaint(disk, reportDir, { names, meant, name })}.`);
}

function namesMeant(reportDir: string, names: readonly string[], name: string): readonly string[] {
  if (name === LATEST) return names.length === 0 ? [] : [newest(reportDir, names)];
  if (name === '') return [];
  const exact = names.filter((each) => each === name || each.endsWith(`-${name}`));
  if (exact.length > 0) return exact;
  return names.filter((each) => each.startsWith(name) || idOf(each).startsWith(name));
}

/** The last of a folder's name, `<strategy>-<id>`. */
function idOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('-') + 1);
}

/** By when they were whole; a dashboard may be written again at any time. */
function newest(reportDir: string, names: readonly string[]): string {
  const savedAt = (each: string) => statSync(join(reportDir, each, 'run.json')).mtimeMs;
  return names.reduce((left, right) => (savedAt(right) > savedAt(left) ? right : left));
}

function runNames(disk: Disk, reportDir: string): readonly string[] {
  try {
    return disk.list(reportDir).filter((each) => isSavedRun(disk, join(reportDir, each)));
  } catch {
    // What can't be listed holds no run.
    return [];
  }
}

interface Search {
  readonly name: string;
  /** All runs among the reports, and those that the name may mean. */
  readonly names: readonly string[];
  readonly meant: readonly string[];
}

function complaint(disk: Disk, reportDir: string, { name, names, meant }: Search): string {
  if (meant.length > 1) {
    const listed = meant.slice(0, MOST_NAMES).join(', ');
    const more = meant.length > MOST_NAMES ? ` and ${meant.length - MOST_NAMES} more` : '';
    return `${shown(name)} may be any of ${meant.length} runs, ${listed}${more}; name one by its id`;
  }
  const folder = [name, join(reportDir, name)].find((each) => disk.exists(each));
  if (folder !== undefined && resolve(folder) !== resolve(reportDir)) {
    return `${shown(folder)} holds no run.json, which a backtest writes last: copy all of it, or run the backtest again`;
  }
  return `There is no run ${shown(name)}; ${hint(reportDir, names, name)}`;
}

function hint(reportDir: string, names: readonly string[], name: string): string {
  if (names.length === 0) return `${reportDir} has none: quant backtest writes them there`;
  const close = nearest(name.slice(0, MOST_LETTERS), names);
  return `name its folder, or one of the ${names.length} in ${reportDir}: the nearest is ${close}`;
}

function shown(name: string): string {
  return JSON.stringify(name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS)}…` : name);
}
