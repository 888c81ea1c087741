import { join } from 'node:path';
import { type Disk, messageOf, QuantError, sha256, writeFileAtomic } from '#base';
import { verifyCheckpoint } from './checkpoint.ts';
import type { CheckpointStore } from './checkpoint-store.ts';

/** Of a name in its file's name; the hash after it tells apart what this cuts off. */
const LONGEST_STEM = 80;
const HASH_DIGITS = 12;
/** What `writeFileAtomic` adds to the name of a file that is not whole yet. */
const LEFTOVER = /\.tmp-\d+$/;

/** Checkpoints as files of a folder, each replaced as a whole. */
export class DiskCheckpoints implements CheckpointStore {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #used = new Set<string>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  load(name: string): Uint8Array | null {
    const path = this.pathOf(name);
    this.#used.add(path);
    if (!this.#disk.exists(path)) return null;
    const bytes = this.#read(path);
    verifyCheckpoint(bytes, path);
    return bytes;
  }

  save(name: string, bytes: Uint8Array): void {
    const path = this.pathOf(name);
    this.#used.add(path);
    writeFileAtomic(this.#disk, path, bytes);
  }

  /**
   * Removes what was loaded or saved here, and what writers of the same that were killed have left: the
   * work it was kept for is done.
   */
  clear(): void {
    for (const name of this.#disk.list(this.#folder)) {
      const path = join(this.#folder, name);
      if (this.#used.has(path.replace(LEFTOVER, ''))) this.#disk.remove(path);
    }
    this.#used.clear();
  }

  /** The file of a checkpoint: whatever the name holds, it lies in the folder and is no other's. */
  pathOf(name: string): string {
    const stem = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, LONGEST_STEM);
    return join(this.#folder, `${stem}.${sha256(name).slice(0, HASH_DIGITS)}.safetensors`);
  }

  #read(path: string): Uint8Array {
    try {
      return this.#disk.readFile(path);
    } catch (cause) {
      throw new QuantError(
        'models/corrupt',
        `The checkpoint '${path}' cannot be read (${messageOf(cause)}); allow reading it, or remove it to train from the start.`,
        { cause, context: { path } },
      );
    }
  }
}
