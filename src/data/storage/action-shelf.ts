import {
  type Clock,
  type Disk,
  type Logger,
  messageOf,
  QuantError,
  sha256,
  systemCodeOf,
  writeFileAtomic,
} from '#base';
import { z } from 'zod';
import type { CorporateAction, DataProvider } from '../provider.ts';
import type { ActionHistory } from './action-history.ts';
import { ACTION, NewerSchemaError, refuseBrackets, refuseNewer } from './bar-file-notes.ts';
import type { CachePlace } from './cache-place.ts';
import { newerFile, setAside } from './set-aside.ts';
import { type LockPorts, whileLocked } from './shelf-lock.ts';

const HOUR_MS = 3_600_000;

/** Ten thousand actions; no symbol has had so many. */
const MOST_BYTES = 2 ** 20;

const SCHEMA = 1;

/**
 * Failures of the way to the source, and a source that has dropped the symbol, as many do once it is
 * delisted: what is cached may stand in for it, and is marked.
 */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'data/unreachable',
  'data/rate-limited',
  'data/bad-answer',
  'data/unknown-symbol',
]);

/** A history, and whether it is young enough to be relied on. */
export interface KnownHistory {
  readonly history: ActionHistory;
  readonly isVerified: boolean;
  /** It is of this moment. */
  readonly isAsked: boolean;
}

/** The histories of actions in the cache, one small file a symbol, asked for again when they age. */
export class ActionShelf {
  readonly #disk: Disk;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #lock: LockPorts;
  readonly #maxAgeMs: number;
  /** Files whose history this process has asked for itself. */
  readonly #asked = new Set<string>();

  constructor(options: {
    readonly disk: Disk;
    readonly log: Logger;
    readonly lock: LockPorts;
    readonly maxAgeHours: number;
  }) {
    this.#disk = options.disk;
    this.#log = options.log;
    this.#lock = options.lock;
    this.#clock = options.lock.clock;
    this.#maxAgeMs = options.maxAgeHours * HOUR_MS;
  }

  wasAsked({ actions: path }: CachePlace): boolean {
    return this.#asked.has(path);
  }

  /**
   * The history of a symbol: cached while it is young, else asked for; cached and unverified when its
   * source cannot be reached.
   *
   * @throws what the source throws when nothing is cached, or when it did answer; data/cache-newer
   */
  async find(provider: DataProvider, symbol: string, place: CachePlace): Promise<KnownHistory> {
    const cached = await this.#read(place);
    if (cached !== null && this.#isYoung(cached)) {
      return { history: cached, isVerified: true, isAsked: false };
    }
    try {
      return await this.ask(provider, symbol, place);
    } catch (thrown) {
      if (cached === null || !isUnreachable(thrown)) throw thrown;
      this.#log.warn(
        `Splits and dividends of ${symbol} could not be asked for (${messageOf(thrown)}); those known on ${new Date(cached.asOf).toISOString()} are used.`,
        { symbol, asOf: cached.asOf },
      );
      return { history: cached, isVerified: false, isAsked: false };
    }
  }

  /** Asks the source, and keeps what it answers. @throws what the source throws, base/write-failed */
  async ask(provider: DataProvider, symbol: string, place: CachePlace): Promise<KnownHistory> {
    const asOf = this.#clock.now();
    const answer = (await provider.actionHistory?.(symbol)) ?? [];
    const history = { asOf, actions: answer.toSorted(inOrder) };
    await whileLocked(place.lock, this.#lock, () => {
      writeFileAtomic(this.#disk, place.actions, new TextEncoder().encode(textOf(history)));
    });
    this.#asked.add(place.actions);
    return { history, isVerified: true, isAsked: true };
  }

  #isYoung({ asOf }: ActionHistory): boolean {
    const ageMs = this.#clock.now() - asOf;
    return ageMs >= 0 && ageMs < this.#maxAgeMs;
  }

  async #read(place: CachePlace): Promise<ActionHistory | null> {
    const path = place.actions;
    if (!this.#disk.exists(path)) return null;
    try {
      return this.#parse(path);
    } catch {
      // Read again once nobody can be in the middle of moving it.
    }
    return whileLocked(place.lock, this.#lock, () => this.#readOrSetAside(path));
  }

  #readOrSetAside(path: string): ActionHistory | null {
    try {
      return this.#parse(path);
    } catch (thrown) {
      if (thrown instanceof NewerSchemaError) throw newerFile(path, thrown.message);
      if (systemCodeOf(thrown) !== 'ENOENT') {
        setAside(this.#disk, this.#log, path, messageOf(thrown));
      }
      return null;
    }
  }

  #parse(path: string): ActionHistory {
    const size = this.#disk.size(path);
    if (!(size > 0 && size <= MOST_BYTES)) throw new Error(`it has ${size} bytes`);
    return parseHistory(new TextDecoder().decode(this.#disk.readFile(path)));
  }
}

function inOrder(a: CorporateAction, b: CorporateAction): number {
  return a.time - b.time;
}

function isUnreachable(thrown: unknown): boolean {
  return thrown instanceof QuantError && UNREACHABLE.has(thrown.code);
}

const WRITTEN = z.strictObject({
  schema: z.literal(SCHEMA),
  asOf: z.number(),
  actions: z.array(ACTION),
  sha256: z.string(),
});

/** The checksum is the last member, over the text before it. */
function textOf({ asOf, actions }: ActionHistory): string {
  const text = JSON.stringify({ schema: SCHEMA, asOf, actions });
  return `${text.slice(0, -1)},"sha256":"${sha256(text)}"}\n`;
}

function parseHistory(text: string): ActionHistory {
  refuseBrackets(text);
  const value: unknown = JSON.parse(text);
  refuseNewer(value, SCHEMA);
  const { asOf, actions } = WRITTEN.parse(value);
  if (textOf({ asOf, actions }) !== text) throw new Error('it fails its checksum');
  return { asOf, actions };
}
