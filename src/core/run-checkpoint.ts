import { join } from 'node:path';
import {
  assert,
  canonicalJson,
  type Clock,
  type Disk,
  Journal,
  type LockFolder,
  type Logger,
  messageOf,
  QuantError,
  sha256,
  writeFileAtomic,
} from '#base';
import {
  findNeighbour,
  IDENTITY_FILE,
  type RunParts,
  readIdentity,
} from './checkpoint-identity.ts';
import { endOf, type LoggedNumbers, NumberLog, readNumbers } from './number-log.ts';
import { SystemStateManager } from './system-state-manager.ts';

export interface RunCheckpointSetup {
  readonly disk: Disk;
  readonly lockFolder: LockFolder;
  readonly clock: Clock;
  /** Where unfinished runs lie, a folder each. */
  readonly root: string;
  /** All that the run is a function of. */
  readonly identity: RunParts;
  /** Bars of the run between two checkpoints. */
  readonly everyBars: number;
  /** Time between two checkpoints at least: a disk is slower than most bars. */
  readonly leastMs: number;
  readonly build: string;
  readonly logger: Logger;
}

/** Where an earlier process stopped. */
export interface ResumedRun<State, Piece> {
  /** Bars that were done. */
  readonly bar: number;
  readonly state: State;
  /** What those bars recorded, oldest first. */
  readonly pieces: readonly Piece[];
  /** The columns of each piece. */
  readonly numbers: readonly Float64Array[];
}

/** What is kept of a run at one time. */
export interface CheckpointContent<State, Piece> {
  readonly state: State;
  readonly piece: Piece;
  /** Long columns of the piece, which JSON would be slow to hold. */
  readonly numbers?: Float64Array;
}

/** A stretch of bars in the journal, those after `from` up to `to`. */
interface Stretch<Piece> {
  readonly from: number;
  readonly to: number;
  readonly piece: Piece;
  readonly numbers: LoggedNumbers;
}

interface SavedPoint<State> {
  /** Digest of the identity of the run that it is of. */
  readonly run: string;
  readonly bar: number;
  readonly state: State;
}

interface OpenedRun<State, Piece> {
  readonly journal: Journal;
  readonly log: NumberLog;
  readonly states: SystemStateManager<SavedPoint<State>>;
  readonly resumed: ResumedRun<State, Piece> | null;
}

const NO_NUMBERS = new Float64Array();
const NUMBERS_FILE = 'numbers.f64';
const RECORD_TYPE = 'bars';
/** Where one generation is damaged the one before goes on. */
const SNAPSHOTS_KEPT = 2;
/** Inside the run's folder, beside its lock: moved or removed as a whole. */
const CONTENT = 'run';
/** What tells that files are not as they were written. */
const DAMAGE: ReadonlySet<string> = new Set([
  'base/journal-corrupt',
  'core/checkpoint-damaged',
  'core/state-newer',
  'core/state-unrecoverable',
  'core/weights-unreadable',
]);

/**
 * An unfinished run on disk: what its bars recorded, in a journal that only grows, and its newest state.
 *
 * What a checkpoint writes does not depend on how many bars lie behind it. It is there wholly or not at
 * all, whenever the process is killed; a damaged one is moved aside, with a warning, and the run begins
 * anew. A disk that refuses ends the keeping, not the run.
 */
export class RunCheckpoint<State, Piece> {
  readonly everyBars: number;
  readonly resumed: ResumedRun<State, Piece> | null;
  readonly #setup: RunCheckpointSetup;
  readonly #folder: string;
  readonly #opened: OpenedRun<State, Piece>;
  readonly #unlock: () => void;
  #bar: number;
  #keptAt: number;
  #hasFailed = false;

  /**
   * Finds what was kept of a run of this identity, and says from which bar it goes on.
   *
   * @param weightsOf - hashes of the weights that a state refers to
   * @returns null where another process keeps the same run
   * @throws core/state-unreadable, base/journal-failed, base/lock-failed, base/write-failed
   */
  static open<State, Piece>(
    setup: RunCheckpointSetup,
    weightsOf: (state: State) => readonly string[] = () => [],
  ): RunCheckpoint<State, Piece> | null {
    const { root, identity, lockFolder, clock, logger } = setup;
    const folder = join(root, folderName(identity));
    const attempt = lockFolder(folder, clock.now());
    if (attempt.kind === 'held') {
      const who = attempt.holder === null ? 'another process' : `pid ${attempt.holder.pid}`;
      logger.warn(`The checkpoints in ${folder} are those of ${who}; this run keeps none`);
      return null;
    }
    const opened = openOrBegin<State, Piece>(setup, folder, weightsOf);
    const { resumed } = opened;
    if (resumed !== null) logger.info(`Resumed from checkpoint at bar ${resumed.bar}`);
    return new RunCheckpoint(setup, { folder, opened, unlock: () => attempt.release() });
  }

  private constructor(
    setup: RunCheckpointSetup,
    parts: {
      readonly folder: string;
      readonly opened: OpenedRun<State, Piece>;
      readonly unlock: () => void;
    },
  ) {
    this.#setup = setup;
    this.#folder = parts.folder;
    this.#opened = parts.opened;
    this.#unlock = parts.unlock;
    this.everyBars = setup.everyBars;
    this.resumed = parts.opened.resumed;
    this.#bar = this.resumed?.bar ?? 0;
    this.#keptAt = setup.clock.now();
  }

  /**
   * Makes the state after `bar` bars durable, and what they recorded since the last time.
   *
   * @returns whether it was kept: not too soon after the last one, and not once the disk has refused
   */
  save(bar: number, content: () => CheckpointContent<State, Piece>): boolean {
    assert(bar > this.#bar, 'a checkpoint lies after the one before');
    const { clock, leastMs, logger, identity } = this.#setup;
    if (this.#hasFailed || clock.now() - this.#keptAt < leastMs) return false;
    const { journal, log, states } = this.#opened;
    try {
      const { state, piece, numbers: columns = NO_NUMBERS } = content();
      const numbers = this.#logged(log, columns);
      const stretch: Stretch<Piece> = { from: this.#bar, to: bar, piece, numbers };
      journal.append(RECORD_TYPE, stretch);
      journal.sync();
      states.save({ run: digestOf(identity), bar, state });
      this.#bar = bar;
      this.#keptAt = clock.now();
      return true;
    } catch (thrown) {
      if (!(thrown instanceof QuantError)) throw thrown;
      this.#hasFailed = true;
      logger.warn(`No checkpoint is kept from bar ${bar} on: ${thrown.message}`);
      return false;
    }
  }

  #logged(log: NumberLog, columns: Float64Array): LoggedNumbers {
    try {
      return log.append(columns);
    } catch (cause) {
      throw new QuantError('core/checkpoint-failed', messageOf(cause), { cause });
    }
  }

  /** Makes a model's weights durable and returns the hash by which a state refers to them. */
  putWeights(bytes: Uint8Array): string {
    return this.#opened.states.putWeights(bytes);
  }

  /** @throws core/weights-unreadable */
  getWeights(hash: string): Uint8Array {
    return this.#opened.states.getWeights(hash);
  }

  /** Lets go of what is kept; a process that ends does so by itself. */
  close(): void {
    try {
      this.#opened.log.close();
      this.#opened.journal.close();
    } finally {
      this.#unlock();
    }
  }

  /** Removes what is kept: the run is done and its results are in their place. */
  finish(): void {
    const { disk, logger } = this.#setup;
    const content = join(this.#folder, CONTENT);
    try {
      // Without it the rest is nobody's: killed from here on, the next run of this kind begins anew.
      disk.remove(join(content, IDENTITY_FILE));
      disk.syncFolder(content);
      this.close();
      disk.removeFolder(this.#folder);
    } catch (thrown) {
      logger.warn(`The checkpoint in ${this.#folder} could not be removed: ${messageOf(thrown)}`);
    }
  }
}

/** Of a run's folder: readable first, then told apart by all it is. */
function folderName(identity: RunParts): string {
  const stem = identity.strategy.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  return `${stem}-${digestOf(identity).slice(0, 12)}`;
}

function digestOf(identity: RunParts): string {
  return sha256(canonicalJson(identity));
}

function openOrBegin<State, Piece>(
  setup: RunCheckpointSetup,
  folder: string,
  weightsOf: (state: State) => readonly string[],
): OpenedRun<State, Piece> {
  const { disk, logger } = setup;
  const content = join(folder, CONTENT);
  try {
    return openRun(setup, content, weightsOf);
  } catch (thrown) {
    if (!(thrown instanceof QuantError && DAMAGE.has(thrown.code))) throw thrown;
    const keptAs = setAside(disk, content);
    const [why] = thrown.message.split(/; (?:nothing was changed|bring )/);
    logger.warn(`${why}; kept as ${keptAs}, and the run begins at its first bar`);
    return openRun(setup, content, weightsOf);
  }
}

function openRun<State, Piece>(
  setup: RunCheckpointSetup,
  folder: string,
  weightsOf: (state: State) => readonly string[],
): OpenedRun<State, Piece> {
  const { disk, build, logger, identity, root } = setup;
  const digest = digestOf(identity);
  const known = readIdentity(disk, folder);
  if (known === null) {
    // What a process left that was killed as it began, or as it removed what it had kept.
    disk.removeFolder(folder);
    const text = canonicalJson(identity);
    writeFileAtomic(disk, join(folder, IDENTITY_FILE), new TextEncoder().encode(text));
  } else if (digestOf(known) !== digest) {
    throw damaged(`${join(folder, IDENTITY_FILE)} is not the one that was written`);
  }
  const journal = Journal.open(disk, folder);
  const states = new SystemStateManager<SavedPoint<State>>({
    disk,
    folder,
    snapshotsKept: SNAPSHOTS_KEPT,
    build,
    logger,
  });
  const path = join(folder, NUMBERS_FILE);
  const loaded = states.load();
  if (loaded.kind === 'none') {
    const other = findNeighbour(disk, root, identity);
    if (other !== null) logger.info(other);
    return { journal, states, log: new NumberLog(disk, path, 0), resumed: null };
  }
  const { run, bar, state } = loaded.state;
  if (run !== digest) throw damaged(`The newest state in ${folder} is that of another run`);
  for (const hash of weightsOf(state)) states.getWeights(hash);
  const stretches = stretchesUpTo<Piece>(journal, bar);
  const places = stretches.map(({ numbers }) => numbers);
  const pieces = stretches.map(({ piece }) => piece);
  const numbers = readNumbers(disk, path, places);
  const log = new NumberLog(disk, path, Math.max(0, ...places.slice(-1).map(endOf)));
  return { journal, states, log, resumed: { bar, state, pieces, numbers } };
}

/** What the bars up to a state recorded; stretches that were done twice count once. */
function stretchesUpTo<Piece>(journal: Journal, bar: number): Stretch<Piece>[] {
  const kept: Stretch<Piece>[] = [];
  for (const record of journal.read()) {
    const stretch = record.payload as Stretch<Piece>;
    while ((kept.at(-1)?.from ?? -1) >= stretch.from) kept.pop();
    kept.push(stretch);
  }
  while ((kept.at(-1)?.to ?? 0) > bar) kept.pop();
  let end = 0;
  for (const { from, to } of kept) end = from === end ? to : Number.NaN;
  if (end === bar) return kept;
  throw damaged(`The checkpoint of bar ${bar} lacks bars before it`);
}

function setAside(disk: Disk, folder: string): string {
  let keptAs = `${folder}.corrupt`;
  for (let copy = 2; disk.exists(keptAs); copy++) keptAs = `${folder}.corrupt-${copy}`;
  disk.rename(folder, keptAs);
  return keptAs;
}

function damaged(complaint: string): QuantError {
  return new QuantError('core/checkpoint-damaged', complaint);
}
