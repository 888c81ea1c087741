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
  const file = new AtomicFile(disk, path, content.length);
  file.write(content);
  file.commit();
}

/**
 * What `writeFileAtomic` does, for content that need not fit in memory: it is written piece by piece
 * and takes its place at the end, all at once.
 */
export class AtomicFile {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #expectedBytes: number | null;
  #bytes = 0;
  /** The temporary file while it is open, and its name while there is one. */
  #file: DiskFile | null = null;
  #temporary: string | null = null;

  /**
   * @param expectedBytes - what a failure says was to be written, where that is known before
   * @throws base/write-failed
   */
  constructor(disk: Disk, path: string, expectedBytes: number | null = null) {
    this.#disk = disk;
    this.#path = path;
    this.#expectedBytes = expectedBytes;
    this.#attempt(() => {
      disk.makeFolder(dirname(path));
      const created = createTemporary(disk, path);
      this.#temporary = created.path;
      this.#file = created.file;
    });
  }

  /** @throws base/write-failed, and nothing is left behind */
  write(piece: Uint8Array): void {
    this.#attempt(() => {
      this.#file?.write(piece);
      this.#bytes += piece.length;
    });
  }

  /** Puts the new content in its place. @throws base/write-failed */
  commit(): void {
    const temporary = this.#temporary;
    if (temporary === null) return;
    this.#attempt(() => {
      this.#file?.sync();
      this.#close();
      this.#disk.rename(temporary, this.#path);
      this.#temporary = null;
      this.#disk.syncFolder(dirname(this.#path));
    });
  }

  /** Leaves what was there before as it was; nothing happens once committed or failed. */
  abandon(): void {
    try {
      this.#close();
    } catch {
      // The failure to write is the one worth telling.
    }
    if (this.#temporary !== null) removeQuietly(this.#disk, this.#temporary);
    this.#temporary = null;
  }

  #close(): void {
    const file = this.#file;
    this.#file = null;
    file?.close();
  }

  #attempt(step: () => void): void {
    const began = this.#temporary;
    try {
      step();
    } catch (cause) {
      const renamed = began !== null && this.#temporary === null;
      this.abandon();
      throw writeFailed(this.#path, this.#expectedBytes ?? this.#bytes, renamed, cause);
    }
  }
}

function writeFailed(path: string, bytes: number, renamed: boolean, cause: unknown): QuantError {
  const outcome = renamed
    ? 'the new content is in place but may not survive a loss of power'
    : 'what was there before is unchanged';
  const advice =
    systemCodeOf(cause) === 'EISDIR'
      ? 'it is a folder; name a file in it'
      : 'make room or allow writing there, then repeat';
  return new QuantError(
    'base/write-failed',
    `Cannot write ${path} (${bytes} bytes): ${messageOf(cause)}; ${outcome}; ${advice}.`,
    { cause, context: { path, bytes, renamed } },
  );
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

function removeQuietly(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch {
    // The failure to write is the one worth telling; a leftover has a name that nothing reads.
  }
}
