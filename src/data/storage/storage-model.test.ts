import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, sha256 } from '#base';
import { HandClock, memoryLocks } from '../../../tests/support/bar-source.ts';
import {
  ChangingMarket,
  epochsOf,
  type SourceKind,
} from '../../../tests/support/changing-market.ts';
import { DAY_MS, HOUR_MS, JANUARY } from '../../../tests/support/days.ts';
import { type DiskCall, VirtualDisk } from '../../../tests/support/virtual-disk.ts';
import type { FetchedBars } from '../provider.ts';
import { DataStorage } from './data-storage.ts';

const SETTLE_DAYS = 3;
const MAX_AGE_HOURS = 20;
const FIRST_SLOTS = 30;

/** Hours five days apart reach over months with few bars. */
const STEPS: Readonly<Record<string, number>> = { '1d': DAY_MS, '1h': 5 * DAY_MS };

type Operation =
  | {
      readonly kind: 'request';
      readonly from: number;
      readonly slots: number;
      readonly refresh: boolean;
    }
  | { readonly kind: 'pass'; readonly slots: number; readonly rows: readonly number[] }
  | { readonly kind: 'catch-up'; readonly rows: readonly number[] }
  | { readonly kind: 'revise'; readonly back: number; readonly row: number }
  | { readonly kind: 'correct'; readonly slot: number; readonly row: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'damage'; readonly file: number; readonly bytes: number }
  | { readonly kind: 'crash'; readonly call: number; readonly state: number };

class Crash extends Error {}

/** A cache over a disk that crashes, before a source that changes. */
class Stage {
  readonly market: ChangingMarket;
  readonly clock: HandClock;
  readonly #kind: SourceKind;
  readonly #interval: Interval;
  disk = new VirtualDisk();
  #storage: DataStorage;
  #crash: { readonly call: number; readonly state: number } | null = null;
  /** The source changed what is final, and said nothing: only a refresh can tell. */
  #isSilentlyCorrected = false;
  /** The source corrected its history, and the cache may rely on the old one for some hours. */
  #isUnnoticed = false;
  /** Bars came later than they settle: who never asked for the bars before them cannot know. */
  #hasLagged = false;

  constructor(kind: SourceKind, interval: Interval) {
    this.#kind = kind;
    this.#interval = interval;
    this.clock = new HandClock(this.timeOf(FIRST_SLOTS));
    this.market = new ChangingMarket(interval, (slot) => this.timeOf(slot));
    this.#storage = this.#open(this.disk);
  }

  timeOf(slot: number): number {
    return JANUARY + slot * STEPS[this.#interval];
  }

  /** First slot that has not begun. */
  get nextSlot(): number {
    return Math.floor((this.clock.time - JANUARY) / STEPS[this.#interval]);
  }

  /** First slot of which every bar is still asked for again. */
  get youngSlot(): number {
    const length = this.#interval === '1d' ? DAY_MS : HOUR_MS;
    const youngest = this.clock.time - SETTLE_DAYS * DAY_MS - length;
    const final = Math.floor(youngest / DAY_MS) * DAY_MS;
    return Math.ceil((final - JANUARY) / STEPS[this.#interval]);
  }

  #open(disk: VirtualDisk): DataStorage {
    return new DataStorage({
      folder: '/cache',
      disk,
      clock: this.clock,
      lockFolder: memoryLocks(),
      settleDays: SETTLE_DAYS,
      actionsMaxAgeHours: MAX_AGE_HOURS,
    });
  }

  restart(disk = this.disk): void {
    this.disk = disk;
    this.#storage = this.#open(disk);
  }

  async do(operation: Operation): Promise<void> {
    switch (operation.kind) {
      case 'request':
        await this.#request(operation);
        break;
      case 'pass':
        this.clock.time += operation.slots * STEPS[this.#interval];
        this.#grow(this.nextSlot - operation.slots, operation.rows.slice(0, operation.slots));
        break;
      case 'catch-up': {
        const from = this.market.newestEver + 1;
        if (from === 0) break;
        if (from < this.youngSlot) this.#hasLagged = true;
        this.#grow(from, operation.rows);
        break;
      }
      case 'revise': {
        const slot = this.nextSlot - 1 - operation.back;
        if (slot >= this.youngSlot) this.market.set(slot, operation.row);
        break;
      }
      case 'correct':
        this.#correct(operation.slot, operation.row);
        break;
      case 'restart':
        this.restart();
        break;
      case 'damage':
        this.#damage(operation.file, operation.bytes);
        break;
      case 'crash':
        this.#crash = operation;
        break;
    }
  }

  #grow(from: number, rows: readonly number[]): void {
    rows.forEach((row, at) => {
      if (from + at < this.nextSlot && row > 0) this.market.set(from + at, row);
    });
  }

  #correct(slot: number, row: number): void {
    const { market } = this;
    if (slot >= this.nextSlot) return;
    market.set(slot, row);
    if (this.#kind === 'plain') this.#isSilentlyCorrected = true;
    if (this.#kind === 'history') {
      market.epoch++;
      // Dated when even the first answer could know of it: a later one would be growth.
      const time = this.timeOf(Math.min(slot, FIRST_SLOTS));
      market.actions = [{ time, kind: 'split', value: 1 + market.epoch }];
      this.#isUnnoticed = true;
      // One process asks once: see what happens when it is another.
      this.restart();
    }
  }

  #damage(file: number, bytes: number): void {
    const files = [...this.disk.files()].filter(([path]) => path.endsWith('.parquet'));
    if (files.length === 0) return;
    const [path, content] = files[file % files.length];
    if (bytes === 0) this.disk.remove(path);
    else this.disk.put(path, content.subarray(0, Math.min(content.length - 1, 100 * bytes)));
  }

  async #request({ from, slots, refresh }: Extract<Operation, { kind: 'request' }>): Promise<void> {
    const range = { start: this.timeOf(from), end: this.timeOf(from + slots) };
    const answer = await this.#ask(range, refresh);
    if (answer === null) return;
    expect(epochsOf(answer.bars).length, 'of one history').toBeLessThanOrEqual(1);
    const isExact =
      !this.#isSilentlyCorrected && !this.#isUnnoticed && (from === 0 || !this.#hasLagged);
    if (isExact) expect(tableOf(answer)).toEqual(tableOf(this.market.answer(range)));
  }

  /** The answer; null when the machine crashed before there was one. */
  async #ask(
    { start, end }: { readonly start: number; readonly end: number },
    refresh: boolean,
  ): Promise<FetchedBars | null> {
    const crash = this.#crash;
    this.#crash = null;
    if (crash !== null) crashAt(this.disk, this.disk.calls.length + crash.call);
    try {
      const provider = this.market.provider(this.#kind);
      return await this.#storage.getOrFetch(provider, 'A', this.#interval, start, end, { refresh });
    } catch (thrown) {
      if (crash === null || !isCrash(thrown)) throw thrown;
      this.restart(stateAfter(this.disk, crash.state));
      return null;
    } finally {
      this.disk.beforeCall = () => undefined;
    }
  }

  /** All is as one clean fetch would have it, now and when it is asked for once more. */
  async check(): Promise<void> {
    this.#crash = null;
    this.clock.time += (MAX_AGE_HOURS + 1) * HOUR_MS;
    const range = { start: this.timeOf(0), end: this.timeOf(this.nextSlot) };
    const clean = await this.#open(new VirtualDisk()).getOrFetch(
      this.market.provider(this.#kind),
      'A',
      this.#interval,
      range.start,
      range.end,
    );
    const answer = await this.#ask(range, this.#isSilentlyCorrected);
    expect(tableOf(answer)).toEqual(tableOf(clean));
    this.restart(VirtualDisk.of(this.disk.files()));
    expect(tableOf(await this.#ask(range, false))).toEqual(tableOf(clean));
  }
}

function tableOf(answer: FetchedBars | null): unknown {
  const { bars, actions, quarantine } = answer ?? { bars: null, actions: null, quarantine: null };
  return { bars, actions, quarantine };
}

function crashAt(disk: VirtualDisk, call: number): void {
  disk.beforeCall = ({ number }: DiskCall) => {
    if (number >= call) throw new Crash('the machine stopped');
  };
}

function isCrash(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown instanceof Crash || isCrash(thrown.cause));
}

/** State 0 is what a killed process leaves, the others what a loss of power may. */
function stateAfter(disk: VirtualDisk, state: number): VirtualDisk {
  if (state === 0) return VirtualDisk.of(disk.files());
  const states = [...disk.crashStates()];
  return states[state % states.length];
}

const slot = fc.nat({ max: 60 });
const row = fc.nat({ max: 6 });
const rows = fc.array(row, { minLength: 1, maxLength: 10 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('request' as const),
      from: fc.oneof(fc.constant(0), slot),
      slots: fc.integer({ min: 1, max: 60 }),
      refresh: fc.nat({ max: 9 }).map((one) => one === 0),
    }),
  },
  fc.record({ kind: fc.constant('pass' as const), slots: fc.integer({ min: 1, max: 10 }), rows }),
  fc.record({ kind: fc.constant('catch-up' as const), rows }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('revise' as const), back: fc.nat({ max: 4 }), row }),
  },
  fc.record({ kind: fc.constant('correct' as const), slot, row }),
  fc.record({ kind: fc.constant('restart' as const) }),
  fc.record({
    kind: fc.constant('damage' as const),
    file: fc.nat({ max: 9 }),
    bytes: fc.nat({ max: 9 }),
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      call: fc.integer({ min: 1, max: 25 }),
      state: fc.nat({ max: 200 }),
    }),
  },
);

describe.each(['plain', 'versioned', 'history'] as const)('before a %s source', (kind) => {
  it.each(['1d', '1h'] as const)(
    'whatever is asked, revised, damaged and crashed ends as one clean fetch, at %s',
    async (interval) => {
      await fc.assert(
        fc.asyncProperty(
          rows,
          fc.array(operation, { maxLength: 14 }),
          async (first, operations) => {
            const stage = new Stage(kind, interval);
            first.forEach((value, at) => stage.market.set(at * 3, value));
            for (const each of operations) await stage.do(each);
            await stage.check();
          },
        ),
        { numRuns: 120 },
      );
    },
  );
});

describe('every state that a crash may leave', () => {
  it('while a corrected history has months fetched anew ends as one clean fetch', async () => {
    const clock = new HandClock(JANUARY + 400 * DAY_MS);
    const open = (disk: VirtualDisk) =>
      new DataStorage({
        folder: '/cache',
        disk,
        clock,
        lockFolder: memoryLocks(),
        settleDays: SETTLE_DAYS,
        actionsMaxAgeHours: 0,
      });
    const market = new ChangingMarket('1h', (day) => JANUARY + day * DAY_MS);
    for (const day of [2, 3, 65, 66]) market.set(day, 5);
    const provider = market.provider('history');
    const ask = (disk: VirtualDisk) =>
      open(disk).getOrFetch(provider, 'A', '1h', JANUARY, JANUARY + 300 * DAY_MS);
    const first = new VirtualDisk();
    await ask(first);
    market.epoch++;
    market.set(35, 6);
    market.actions = [{ time: JANUARY + DAY_MS, kind: 'split', value: 2 }];
    const clean = tableOf(await ask(new VirtualDisk()));

    const disk = VirtualDisk.of(first.files());
    const states = new Map<string, VirtualDisk>();
    const look = () => {
      for (const state of [VirtualDisk.of(disk.files()), ...disk.crashStates()]) {
        states.set(contentsOf(state), state);
      }
    };
    disk.beforeCall = look;
    await ask(disk);
    disk.beforeCall = () => undefined;
    look();
    expect(states.size).toBeGreaterThan(50);
    for (const state of states.values()) expect(tableOf(await ask(state))).toEqual(clean);
  });
});

function contentsOf(disk: VirtualDisk): string {
  const lines = [...disk.files()].map(([path, bytes]) => `${path} ${sha256(bytes)}`);
  return lines.sort().join();
}
