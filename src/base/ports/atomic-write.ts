import { dirname } from 'node:path';
import { messageOf, QuantError } from '../errors.ts';
import type { Disk, DiskFile } from './disk.ts';
import { systemCodeOf } from './system-error.ts';

/** More leftovers of killed writers than this beside one file means that something else is wrong. */
const MOST_LEFTOVERS = 100;

/**
 * Writes a file so that a crash at any moment leaves the old content or the new, never a mixture.
 *
 * Temporary file, fsync, rename, fsync of the folder; missing folders are made. Once it returns,
 * the new content survives a loss of power; when it throws, no temporary file stays behind. Only a
 * killed process leaves one, named `<file>.tmp-<n>`.
 *
 * @throws base/write-failed
 */
export function writeFileAtomic(disk: Disk, path: string, content: Uint8Array): void {
  const folder = dirname(path);
  let temporary: string | null = null;
  let renamed = false;
  try {
    disk.makeFolder(folder);
    const created = createTemporary(disk, path);
    temporary = created.path;
    writeAndSync(created.file, content);
    disk.rename(temporary, path);
    renamed = true;
    disk.syncFolder(folder);
  } catch (thrown) {
    if (temporary !== null && !renamed) removeQuietly(disk, temporary);
    const outcome = renamed
      ? 'the new content is in place but may not survive a loss of power'
      : 'what was there before is unchanged';
    throw new QuantError(
      'base/write-failed',
      `Cannot write ${path} (${content.length} bytes): ${messageOf(thrown)}; ${outcome}; make room or allow writing there, then repeat.`,
      { cause: thrown, context: { path, bytes: content.length, renamed } },
    );
  }
}

function createTemporary(disk: Disk, path: string): { path: string; file: DiskFile } {
  for (let attempt = 0; ; attempt++) {
    const temporary = `${path}.tmp-${attempt}`;
    try {
      return { path: temporary, file: disk.open(temporary, 'create') };
    } catch (thrown) {
      if (systemCodeOf(thrown) !== 'EEXIST' || attempt >= MOST_LEFTOVERS) throw thrown;
    }
  }
}

function writeAndSync(file: DiskFile, content: Uint8Array): void {
  try {
    file.write(content);
    file.sync();
  } finally {
    file.close();
  }
}

function removeQuietly(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch {
    // The failure to write is the one worth telling; a leftover has a name that nothing reads.
  }
}
