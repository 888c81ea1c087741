import fs from 'node:fs';
import { dirname } from 'node:path';
import { nodeDisk } from './node-disk.ts';

export interface RotatingFileSetup {
  readonly path: string;
  /** Size that no file goes beyond, unless a single line does. */
  readonly fileBytes: number;
  /** Older files kept as `<path>.1` (the newest) to `<path>.<backups>`. */
  readonly backups: number;
  /** Told once; from then on nothing is written. */
  readonly onFailure: (cause: unknown) => void;
}

/** Lines wait for company up to this size and this long: one write for many lines. */
const BATCH_BYTES = 65_536;
const BATCH_MS = 200;

/** A log file that starts anew when it is full; a full disk is told, never thrown. */
export class RotatingFile {
  readonly #setup: RotatingFileSetup;
  #descriptor: number | null = null;
  #bytes = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #failed = false;

  constructor(setup: RotatingFileSetup) {
    this.#setup = setup;
  }

  /** Takes one or more whole lines. */
  write(text: string): void {
    if (this.#failed) return;
    const line = Buffer.from(text);
    this.#attempt(() => this.#open());
    const used = this.#bytes + this.#waitingBytes;
    if (used > 0 && used + line.length > this.#setup.fileBytes) this.#rotate();
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    if (this.#waitingBytes >= BATCH_BYTES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  /** Hands every waiting line to the system. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const batch = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#attempt(() => {
      const descriptor = this.#open();
      for (let at = 0; at < batch.length; ) at += fs.writeSync(descriptor, batch, at);
      this.#bytes += batch.length;
    });
  }

  close(): void {
    this.flush();
    this.#attempt(() => this.#close());
  }

  #open(): number {
    if (this.#descriptor !== null) return this.#descriptor;
    nodeDisk.makeFolder(dirname(this.#setup.path));
    this.#descriptor = fs.openSync(this.#setup.path, 'a');
    this.#bytes = fs.fstatSync(this.#descriptor).size;
    return this.#descriptor;
  }

  #close(): void {
    if (this.#descriptor !== null) fs.closeSync(this.#descriptor);
    this.#descriptor = null;
    this.#bytes = 0;
  }

  #rotate(): void {
    this.flush();
    this.#attempt(() => {
      const { path, backups } = this.#setup;
      const isCurrent = this.#isCurrent();
      this.#close();
      if (!isCurrent) return;
      const nameOf = (age: number) => (age === 0 ? path : `${path}.${age}`);
      fs.rmSync(nameOf(backups), { force: true });
      for (let age = backups - 1; age >= 0; age--) {
        if (fs.existsSync(nameOf(age))) fs.renameSync(nameOf(age), nameOf(age + 1));
      }
    });
  }

  /** Another process may log here as well, and have renamed the file already. */
  #isCurrent(): boolean {
    const named = fs.statSync(this.#setup.path, { throwIfNoEntry: false });
    return this.#descriptor !== null && named?.ino === fs.fstatSync(this.#descriptor).ino;
  }

  #attempt(action: () => void): void {
    if (this.#failed) return;
    try {
      action();
    } catch (cause) {
      this.#failed = true;
      this.#setup.onFailure(cause);
    }
  }
}
