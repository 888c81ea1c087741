import { join } from 'node:path';
import {
  decodeFiniteJson,
  type Disk,
  encodeFiniteJson,
  type Logger,
  messageOf,
  QuantError,
  writeFileAtomic,
} from '#base';
import {
  decodeSnapshot,
  encodeSnapshot,
  type Snapshot,
  type SnapshotReading,
} from './snapshot-file.ts';
import { STATE_MIGRATIONS, type StateMigration } from './state-migrations.ts';
import { WeightStore } from './weight-store.ts';

export interface StateManagerSetup {
  readonly disk: Disk;
  readonly folder: string;
  /** Generations kept; older ones are deleted once a newer one is durable. */
  readonly snapshotsKept: number;
  /** Version of the running program, noted in what it saves. */
  readonly build: string;
  readonly logger: Logger;
  readonly migrations?: readonly StateMigration[];
}

/** A generation that could not be used: kept under its new name, never deleted. */
export interface SkippedSnapshot {
  readonly generation: number;
  readonly reason: string;
  readonly keptAs: string;
}

export type StateLoad<State> =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'loaded';
      readonly state: State;
      readonly generation: number;
      readonly skipped: readonly SkippedSnapshot[];
    };

type Unusable = Omit<SkippedSnapshot, 'keptAs'>;

/**
 * Saves the whole system's state as generations `state-<n>.q2` and finds the newest good one again.
 *
 * A save that returned survives a loss of power at any later moment; one that did not is wholly
 * there or wholly absent. Nothing unreadable is ever deleted, passed over in silence, or taken for
 * a fresh start.
 */
export class SystemStateManager<State> {
  readonly #setup: StateManagerSetup;
  readonly #migrations: readonly StateMigration[];
  readonly #weights: WeightStore;
  /** Hashes named in each kept generation. */
  readonly #references = new Map<number, ReadonlySet<string>>();
  /** Weights that no saved state has named yet. */
  readonly #unsaved = new Set<string>();

  constructor(setup: StateManagerSetup) {
    this.#setup = setup;
    this.#migrations = setup.migrations ?? STATE_MIGRATIONS;
    this.#weights = new WeightStore(setup.disk, join(setup.folder, 'weights'));
  }

  /**
   * Makes the state durable as a new generation; only then deletes the oldest.
   *
   * @throws base/non-finite, base/not-json naming the field, base/write-failed; the last good save
   * is kept
   */
  save(state: State): void {
    const { disk, build } = this.#setup;
    const generation = this.#newestGeneration() + 1;
    const json = encodeFiniteJson(state);
    const snapshot = { schema: this.#schema, generation, build, json };
    writeFileAtomic(disk, this.#path(fileName(generation)), encodeSnapshot(snapshot));
    this.#noteReferences(generation, json);
    for (const hash of this.#references.get(generation) ?? []) this.#unsaved.delete(hash);
    try {
      this.#removeOld();
    } catch (thrown) {
      this.#setup.logger.warn(`Old state could not be deleted: ${messageOf(thrown)}`);
    }
  }

  /**
   * The newest generation that is whole, brought to the present schema.
   *
   * @throws core/state-newer for a state this program is too old to read, core/state-unrecoverable
   * when no generation is readable, core/state-unreadable when the disk refuses; nothing is changed
   */
  load(): StateLoad<State> {
    const unusable: Unusable[] = [];
    for (const generation of this.#generations()) {
      const reading = this.#read(generation);
      if (reading.kind === 'corrupt') {
        unusable.push({ generation, reason: reading.reason });
        continue;
      }
      const state = this.#migrated(reading.snapshot) as State;
      const skipped = unusable.map((snapshot) => this.#setAside(snapshot, generation));
      // A process killed between rename and folder sync left a name that is visible, not yet durable.
      this.#guarded(generation, () => this.#setup.disk.syncFolder(this.#setup.folder));
      return { kind: 'loaded', state, generation, skipped };
    }
    const lost = this.#namesMatching(/^state-\d+\.q2\.corrupt/);
    if (unusable.length > 0 || lost.length > 0) throw this.#unrecoverable(unusable, lost);
    return { kind: 'none' };
  }

  /** Makes a model's weights durable and returns the hash by which a state refers to them. */
  putWeights(bytes: Uint8Array): string {
    const hash = this.#weights.put(bytes);
    this.#unsaved.add(hash);
    return hash;
  }

  /** @throws core/weights-unreadable when absent or not what the hash says */
  getWeights(hash: string): Uint8Array {
    return this.#weights.get(hash);
  }

  get #schema(): number {
    return this.#migrations.length + 1;
  }

  #migrated({ schema, json }: Snapshot): unknown {
    if (!(schema >= 1 && schema <= this.#schema)) {
      throw new QuantError(
        'core/state-newer',
        `The state in ${this.#setup.folder} has schema ${schema}, this build reads up to ${this.#schema}; nothing was changed; upgrade, or choose another --state-dir.`,
        { context: { schema, reads: this.#schema } },
      );
    }
    const saved = decodeFiniteJson(json);
    return this.#migrations.slice(schema - 1).reduce((older, migrate) => migrate(older), saved);
  }

  #setAside({ generation, reason }: Unusable, used: number): SkippedSnapshot {
    const { disk, logger } = this.#setup;
    let keptAs = `${fileName(generation)}.corrupt`;
    for (let copy = 2; disk.exists(this.#path(keptAs)); copy++) {
      keptAs = `${fileName(generation)}.corrupt-${copy}`;
    }
    this.#guarded(generation, (path) => disk.rename(path, this.#path(keptAs)));
    logger.warn(`${fileName(generation)} ${reason}; kept as ${keptAs}; using ${fileName(used)}`);
    return { generation, reason, keptAs };
  }

  #unrecoverable(unusable: readonly Unusable[], lost: readonly string[]): QuantError {
    const found = unusable.map(({ generation, reason }) => `${fileName(generation)} ${reason}`);
    const all = [...found, ...lost];
    return new QuantError(
      'core/state-unrecoverable',
      `No generation of the state in ${this.#setup.folder} is readable, ${all.length} of ${all.length} are bad (${all.join('; ')}); nothing was changed; bring one back from a copy, or choose another --state-dir to start without it.`,
      { context: { found: all } },
    );
  }

  #removeOld(): void {
    const { disk, folder, snapshotsKept } = this.#setup;
    const generations = this.#generations();
    const kept = generations.slice(0, snapshotsKept);
    const old = generations.slice(snapshotsKept).map(fileName);
    const leftovers = this.#namesMatching(/^state-\d+\.q2\.tmp-\d+$/);
    for (const name of [...old, ...leftovers]) disk.remove(this.#path(name));
    if (old.length + leftovers.length > 0) disk.syncFolder(folder);
    this.#collectWeights(kept);
  }

  #collectWeights(kept: readonly number[]): void {
    for (const generation of this.#references.keys()) {
      if (!kept.includes(generation)) this.#references.delete(generation);
    }
    const needed = new Set(this.#unsaved);
    for (const generation of kept) {
      if (!this.#references.has(generation)) {
        const reading = this.#read(generation);
        if (reading.kind === 'corrupt') return;
        this.#noteReferences(generation, reading.snapshot.json);
      }
      for (const hash of this.#references.get(generation) ?? []) needed.add(hash);
    }
    this.#weights.collect(needed);
  }

  #noteReferences(generation: number, json: string): void {
    const hashes = json.match(/(?<=")[0-9a-f]{64}(?=")/g);
    this.#references.set(generation, new Set(hashes ?? []));
  }

  /** Generations on disk, newest first. */
  #generations(): number[] {
    return this.#namesMatching(/^state-\d{6,}\.q2$/)
      .map(generationOf)
      .sort((a, b) => b - a);
  }

  /** Of any file that ever was a snapshot, so that no name is used twice. */
  #newestGeneration(): number {
    return Math.max(0, ...this.#namesMatching(/^state-\d+\.q2/).map(generationOf));
  }

  #namesMatching(pattern: RegExp): string[] {
    return this.#setup.disk.list(this.#setup.folder).filter((name) => pattern.test(name));
  }

  #read(generation: number): SnapshotReading {
    const bytes = this.#guarded(generation, (path) => this.#setup.disk.readFile(path));
    return decodeSnapshot(bytes, generation);
  }

  #guarded<Value>(generation: number, action: (path: string) => Value): Value {
    const path = this.#path(fileName(generation));
    try {
      return action(path);
    } catch (thrown) {
      throw new QuantError(
        'core/state-unreadable',
        `Cannot load ${path}: ${messageOf(thrown)}; nothing was lost; make it readable, or move it away to use an older generation.`,
        { cause: thrown, context: { path } },
      );
    }
  }

  #path(name: string): string {
    return join(this.#setup.folder, name);
  }
}

function fileName(generation: number): string {
  return `state-${String(generation).padStart(6, '0')}.q2`;
}

function generationOf(name: string): number {
  return Number(/^state-(\d+)\.q2/.exec(name)?.[1]);
}
