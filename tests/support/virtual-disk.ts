import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '#base';

/** What became of bytes that were written but not synced when the power went. */
const FATES = [
  'none',
  'first byte',
  'half',
  'half, then zeros',
  'all but the last byte',
  'zeros',
  'all',
] as const;

/** With more unsynced name changes than this, only those in their order are tried, not every subset. */
const MOST_SUBSETS_OF = 6;

/** With more unsynced files than this, all share one fate. */
const MOST_FATES_OF = 2;

type Fate = (typeof FATES)[number];

/** A change to a file that no sync has made durable yet. */
type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly length: number };

/** A file apart from its name: what the medium holds, and what only the cache holds. */
interface Contents {
  durable: Uint8Array;
  visible: Uint8Array;
  unsynced: Change[];
}

/** A change to a folder that no sync of that folder has made durable yet. */
interface NameChange {
  readonly folder: string;
  readonly removed: string | null;
  readonly added: { readonly path: string; readonly contents: Contents } | null;
}

/** A call that may fail, in the order they were made. */
export interface DiskCall {
  readonly number: number;
  readonly kind: 'open' | 'write' | 'sync' | 'truncate' | 'rename' | 'remove' | 'syncFolder';
  readonly path: string;
}

/**
 * A disk in memory that knows what a loss of power may leave behind.
 *
 * Written bytes are durable after the file's `sync`, names after the folder's `syncFolder`; until
 * then any subset of the name changes and, for every file, nothing, a part, zeros or all of the
 * bytes may have reached the medium. Folders themselves are durable at once.
 */
export class VirtualDisk implements Disk {
  readonly calls: DiskCall[] = [];
  /** Runs before every call that changes something. */
  beforeCall: (call: DiskCall) => void = () => undefined;
  readonly #durable = new Map<string, Contents>();
  readonly #visible = new Map<string, Contents>();
  readonly #folders = new Set<string>();
  #nameChanges: NameChange[] = [];
  #failure: { readonly call: number; readonly code: string } | null = null;

  /** A disk holding these files, all durable. */
  static of(files: Iterable<readonly [path: string, bytes: Uint8Array]>): VirtualDisk {
    const disk = new VirtualDisk();
    for (const [path, bytes] of files) disk.put(path, bytes);
    return disk;
  }

  /** Places a durable file, as someone outside the program would. */
  put(path: string, bytes: Uint8Array): void {
    const contents = { durable: bytes.slice(), visible: bytes.slice(), unsynced: [] };
    this.#folders.add(dirname(path));
    this.#durable.set(path, contents);
    this.#visible.set(path, contents);
  }

  /** Lets the call of this number (the first is 1) fail; later ones work. */
  failAt(call: number, code: 'ENOSPC' | 'EIO'): void {
    this.#failure = { call, code };
  }

  /** Every file as programs see it. */
  files(): Map<string, Uint8Array> {
    return new Map([...this.#visible].map(([path, { visible }]) => [path, visible.slice()]));
  }

  /** Every disk that a loss of power at this moment may leave. */
  *crashStates(): Generator<VirtualDisk> {
    for (const names of this.#nameStates()) {
      const open = [...new Set(names.values())].filter(({ unsynced }) => unsynced.length > 0);
      for (const fates of combinations(open.length)) {
        const bytesOf = (contents: Contents) => {
          const index = open.indexOf(contents);
          return index < 0 ? contents.durable : survivors(contents, FATES[fates[index]]);
        };
        const disk = VirtualDisk.of([...names].map(([path, file]) => [path, bytesOf(file)]));
        for (const folder of this.#folders) disk.makeFolder(folder);
        yield disk;
      }
    }
  }

  *#nameStates(): Generator<Map<string, Contents>> {
    const changes = this.#nameChanges;
    const few = changes.length <= MOST_SUBSETS_OF;
    const states = few ? 2 ** changes.length : changes.length + 1;
    for (let state = 0; state < states; state++) {
      const names = new Map(this.#durable);
      changes.forEach((change, index) => {
        if (few ? (state & (1 << index)) !== 0 : index < state) applyNames(names, change);
      });
      yield names;
    }
  }

  exists(path: string): boolean {
    return this.#visible.has(path) || this.#folders.has(path);
  }

  readFile(path: string): Uint8Array {
    return this.#contents(path).visible.slice();
  }

  size(path: string): number {
    return this.#contents(path).visible.length;
  }

  list(folder: string): string[] {
    return [...this.#visible.keys(), ...this.#folders]
      .filter((path) => dirname(path) === folder && path !== folder)
      .map((path) => basename(path))
      .sort();
  }

  makeFolder(folder: string): void {
    for (let made = folder; !this.#folders.has(made); made = dirname(made)) this.#folders.add(made);
  }

  open(path: string, mode: 'create' | 'append'): DiskFile {
    this.#call('open', path);
    if (!this.#folders.has(dirname(path))) throw systemError('ENOENT', `open '${path}'`);
    const old = this.#visible.get(path);
    if (old && mode === 'create') throw systemError('EEXIST', `open '${path}'`);
    if (old) return this.#file(path, old);
    const contents: Contents = {
      durable: new Uint8Array(),
      visible: new Uint8Array(),
      unsynced: [],
    };
    this.#changeNames({ folder: dirname(path), removed: null, added: { path, contents } });
    return this.#file(path, contents);
  }

  rename(from: string, to: string): void {
    this.#call('rename', from);
    if (dirname(from) !== dirname(to)) throw systemError('EXDEV', `rename '${from}' -> '${to}'`);
    const contents = this.#contents(from);
    this.#changeNames({ folder: dirname(to), removed: from, added: { path: to, contents } });
  }

  remove(path: string): void {
    this.#call('remove', path);
    if (!this.#visible.has(path)) return;
    this.#changeNames({ folder: dirname(path), removed: path, added: null });
  }

  removeFolder(folder: string): void {
    for (const path of [...this.#visible.keys()]) {
      if (path.startsWith(`${folder}/`)) this.remove(path);
    }
    for (const known of [...this.#folders]) {
      if (known === folder || known.startsWith(`${folder}/`)) this.#folders.delete(known);
    }
  }

  syncFolder(folder: string): void {
    this.#call('syncFolder', folder);
    for (const change of this.#nameChanges) {
      if (change.folder === folder) applyNames(this.#durable, change);
    }
    this.#nameChanges = this.#nameChanges.filter((change) => change.folder !== folder);
  }

  #file(path: string, contents: Contents): DiskFile {
    const apply = (change: Change) => {
      contents.visible = applyChange(contents.visible, change);
      contents.unsynced.push(change);
    };
    return {
      write: (bytes) => {
        const at = contents.visible.length;
        this.#call('write', path, () =>
          // A full disk takes what still fits.
          apply({ kind: 'write', at, bytes: bytes.slice(0, bytes.length >> 1) }),
        );
        apply({ kind: 'write', at, bytes: bytes.slice() });
      },
      sync: () => {
        // As on Linux: after a failed sync the cache counts as clean, so a second one would lie.
        this.#call('sync', path, () => {
          contents.unsynced = [];
        });
        contents.durable = contents.unsynced.reduce(applyChange, contents.durable);
        contents.unsynced = [];
      },
      truncate: (length) => {
        this.#call('truncate', path);
        apply({ kind: 'truncate', length });
      },
      close: () => undefined,
    };
  }

  #call(kind: DiskCall['kind'], path: string, onFailure: () => void = () => undefined): void {
    const call = { number: this.calls.length + 1, kind, path };
    this.beforeCall(call);
    this.calls.push(call);
    if (this.#failure?.call !== call.number) return;
    onFailure();
    throw systemError(this.#failure.code, `${kind} '${path}'`);
  }

  #changeNames(change: NameChange): void {
    applyNames(this.#visible, change);
    this.#nameChanges.push(change);
  }

  #contents(path: string): Contents {
    const contents = this.#visible.get(path);
    if (!contents) throw systemError('ENOENT', `open '${path}'`);
    return contents;
  }
}

function applyNames(names: Map<string, Contents>, change: NameChange): void {
  if (change.removed !== null) names.delete(change.removed);
  if (change.added !== null) names.set(change.added.path, change.added.contents);
}

function applyChange(bytes: Uint8Array, change: Change): Uint8Array {
  if (change.kind === 'truncate') return bytes.slice(0, change.length);
  const grown = new Uint8Array(Math.max(bytes.length, change.at + change.bytes.length));
  grown.set(bytes);
  grown.set(change.bytes, change.at);
  return grown;
}

function survivors(contents: Contents, fate: Fate): Uint8Array {
  const { durable, unsynced } = contents;
  const all = unsynced.reduce(applyChange, durable);
  if (fate === 'none') return durable;
  if (fate === 'all') return all;
  const grownBy = Math.max(0, all.length - durable.length);
  if (fate === 'zeros') return all.slice().fill(0, durable.length);
  if (fate === 'half, then zeros') return all.slice().fill(0, durable.length + (grownBy >> 1));
  const kept = { 'first byte': 1, half: grownBy / 2, 'all but the last byte': grownBy - 1 }[fate];
  return all.slice(0, durable.length + Math.max(0, Math.min(grownBy, kept)));
}

/** Every way in which this many files may meet their fates, as indices into FATES. */
function* combinations(length: number): Generator<number[]> {
  const together = length > MOST_FATES_OF;
  const codes = FATES.length ** (together ? 1 : length);
  for (let code = 0; code < codes; code++) {
    yield Array.from({ length }, (_, at) =>
      together ? code : Math.floor(code / FATES.length ** at) % FATES.length,
    );
  }
}

function systemError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: injected or simulated failure, ${what}`), { code });
}

/** Runs `scenario` and checks every disk that a loss of power before, between or after its calls may leave. */
export function checkEveryCrash(
  disk: VirtualDisk,
  scenario: () => void,
  check: (crashed: VirtualDisk) => void,
): number {
  let states = 0;
  const look = () => {
    for (const crashed of disk.crashStates()) {
      check(crashed);
      states++;
    }
  };
  disk.beforeCall = look;
  scenario();
  disk.beforeCall = () => undefined;
  look();
  return states;
}
