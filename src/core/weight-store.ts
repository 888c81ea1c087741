import { join } from 'node:path';
import { type Disk, messageOf, QuantError, sha256, writeFileAtomic } from '#base';

const WEIGHTS_FILE = /^([0-9a-f]{64})\.safetensors$/;
const LEFTOVER = /\.tmp-\d+$/;

/** Model weights as files named by the SHA-256 of their content: never changed, only added and collected. */
export class WeightStore {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** Makes the bytes durable and returns their hash. */
  put(bytes: Uint8Array): string {
    const hash = sha256(bytes);
    const path = this.#pathOf(hash);
    if (!this.#disk.exists(path) || sha256(this.#disk.readFile(path)) !== hash) {
      writeFileAtomic(this.#disk, path, bytes);
    }
    return hash;
  }

  /**
   * The bytes of that hash, verified.
   *
   * @throws core/weights-unreadable
   */
  get(hash: string): Uint8Array {
    const path = this.#pathOf(hash);
    let found: string;
    try {
      const bytes = this.#disk.readFile(path);
      found = sha256(bytes);
      if (found === hash) return bytes;
    } catch (thrown) {
      throw unreadable(path, messageOf(thrown), thrown);
    }
    throw unreadable(path, `its SHA-256 is ${found}`);
  }

  /** Removes every file whose hash is not among `kept`, and what killed writers left. */
  collect(kept: ReadonlySet<string>): void {
    const garbage = this.#disk.list(this.#folder).filter((name) => {
      const hash = WEIGHTS_FILE.exec(name)?.[1];
      return hash === undefined ? LEFTOVER.test(name) : !kept.has(hash);
    });
    for (const name of garbage) this.#disk.remove(join(this.#folder, name));
    if (garbage.length > 0) this.#disk.syncFolder(this.#folder);
  }

  #pathOf(hash: string): string {
    return join(this.#folder, `${hash}.safetensors`);
  }
}

function unreadable(path: string, why: string, cause?: unknown): QuantError {
  return new QuantError(
    'core/weights-unreadable',
    `Cannot use the model weights in ${path}: ${why}; bring the file back from a copy, or train again.`,
    { cause, context: { path } },
  );
}
