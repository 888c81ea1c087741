import { join } from 'node:path';
import { isSavedRun, readSavedRun, type SavedRun } from '#backtest';
import { type Disk, QuantError } from '#base';
import { nearest } from '#config';

/** A run that was read, and the folder it lies in. */
export interface FoundRun extends SavedRun {
  readonly folder: string;
}

/** No name of a run is longer. */
const MOST_LETTERS = 80;

/**
 * Reads a run by its folder, or by its name or id among the reports.
 *
 * @throws cli/unknown-run, backtest/run-unreadable, backtest/run-damaged, backtest/run-format
 */
export async function findRun(disk: Disk, reportDir: string, name: string): Promise<FoundRun> {
  const folder = folderOf(disk, reportDir, name);
  return { folder, ...(await readSavedRun(disk, folder)) };
}

function folderOf(disk: Disk, reportDir: string, name: string): string {
  if (isSavedRun(disk, name)) return name;
  const names = runNames(disk, reportDir);
  const meant = names.filter((each) => each === name || each.endsWith(`-${name}`));
  if (meant.length === 1) return join(reportDir, meant[0]);
  throw new QuantError(
    'cli/unknown-run',
    `There is no run ${shown(name)}; ${hint(reportDir, names, name)}.`,
  );
}

function runNames(disk: Disk, reportDir: string): readonly string[] {
  try {
    return disk.list(reportDir).filter((each) => isSavedRun(disk, join(reportDir, each)));
  } catch {
    // What can't be listed holds no run.
    return [];
  }
}

function hint(reportDir: string, names: readonly string[], name: string): string {
  if (names.length === 0) return `${reportDir} has none: quant backtest writes them there`;
  const close = nearest(name.slice(0, MOST_LETTERS), names);
  return `name its folder, or one of the ${names.length} in ${reportDir}: the nearest is ${close}`;
}

function shown(name: string): string {
  return JSON.stringify(name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS)}…` : name);
}
