import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf, QuantError } from '#base';

/**
 * Refuses a folder that can't be written before any work is done for it.
 *
 * @throws cli/bad-folder
 */
export function checkFolder(folder: string, setting: string): void {
  const complaint = folderComplaint(folder);
  if (complaint === null) return;
  throw new QuantError(
    'cli/bad-folder',
    `${setting} is ${folder}, which can't be written: ${complaint}; name another with --set ${setting}=DIR.`,
  );
}

/** Why nothing can be written in a folder that need not exist yet; null when it can. */
export function folderComplaint(folder: string): string | null {
  const existing = nearestExisting(folder);
  if (!statSync(existing).isDirectory()) return `${existing} is not a folder`;
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** The folder itself, or the nearest one above it that is there. */
export function nearestExisting(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (at === dirname(at) || statSync(at, { throwIfNoEntry: false }) !== undefined) return at;
  }
}
