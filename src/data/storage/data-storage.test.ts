import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BarTable, barTableOf, barsBetween, type Disk, type Interval } from '#base';
import { nodeDisk } from '#base/node';
import type { BarRequest, DataProvider, FetchedBars } from '../provider.ts';
import { DataStorage } from './data-storage.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const JANUARY = Date.UTC(2024, 0, 1);

/** A source of prepared bars that remembers what it was asked. */
class FakeProvider implements DataProvider {
  readonly name = 'fake';
  readonly asked: BarRequest[] = [];
  bars: BarTable;
  extras: Partial<FetchedBars> = {};

  constructor(bars: BarTable) {
    this.bars = bars;
  }

  async fetchBars(request: BarRequest): Promise<FetchedBars> {
    this.asked.push(request);
    const within = ({ time }: { time: number }) => time >= request.start && time < request.end;
    return {
      bars: barsBetween(this.bars, request.start, request.end),
      actions: (this.extras.actions ?? []).filter(within),
      quarantine: (this.extras.quarantine ?? []).filter(within),
      caveats: this.extras.caveats ?? [],
    };
  }
}

/** The same, whose answers are fixed until its version changes. */
class VersionedProvider extends FakeProvider {
  now = 'v1';
  async version(): Promise<string> {
    return this.now;
  }
}

const barsAt = (times: readonly number[], close = 10) =>
  barTableOf(
    times.map((time) => ({ time, open: close, high: close, low: close, close, volume: 1 })),
  );
const days = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => JANUARY + (from + at) * DAY_MS);

let folder: string;
let storage: DataStorage;
const setUp = () => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  storage = new DataStorage({ folder, disk: nodeDisk });
};
beforeEach(setUp);
afterEach(() => rmSync(folder, { recursive: true }));

const get = (provider: DataProvider, fromDay: number, toDay: number, interval: Interval = '1d') =>
  storage.getOrFetch(
    provider,
    'A/B',
    interval,
    JANUARY + fromDay * DAY_MS,
    JANUARY + toDay * DAY_MS,
  );
const askedDays = ({ asked }: FakeProvider) =>
  asked.map(({ start, end }) => [(start - JANUARY) / DAY_MS, (end - JANUARY) / DAY_MS]);

describe('DataStorage', () => {
  it('asks once, then answers from the file, actions, quarantine and caveats included', async () => {
    const provider = new FakeProvider(barsAt(days(0, 10)));
    provider.extras = {
      actions: [{ time: JANUARY + 3 * DAY_MS, kind: 'dividend', value: 0.5 }],
      quarantine: [{ time: JANUARY + 1, code: 'high-low', place: 'line 4', detail: 'high 1' }],
      caveats: ['close-only'],
    };
    const first = await get(provider, 0, 10);
    const second = await get(provider, 0, 10);
    expect([first.origin, second.origin]).toEqual(['fetched', 'cache']);
    expect(first.bars).toEqual(provider.bars);
    expect({ ...second, origin: 'fetched', fetchedRanges: first.fetchedRanges }).toEqual(first);
    expect(second.quarantine.length).toBe(1);
    expect(second.actions.length).toBe(1);
    expect(provider.asked.length).toBe(1);
    expect(readdirSync(join(folder, 'fake'))).toEqual(['A_B_1d.parquet']);
  });

  it('fetches the missing ranges alone and merges them', async () => {
    const provider = new FakeProvider(barsAt(days(0, 30)));
    await get(provider, 10, 15);
    await get(provider, 20, 25);
    const merged = await get(provider, 5, 30);
    expect(merged.origin).toBe('merged');
    expect(askedDays(provider)).toEqual([
      [10, 15],
      [20, 25],
      [5, 10],
      [15, 20],
      [25, 30],
    ]);
    expect([...merged.bars.time]).toEqual(days(5, 30));
    expect((await get(provider, 5, 30)).origin).toBe('cache');
  });

  it('remembers that nothing was there, except after the newest bar of a source that grows', async () => {
    const provider = new FakeProvider(barsAt([...days(0, 5), ...days(8, 10)]));
    await get(provider, 0, 12);
    expect((await get(provider, 5, 8)).origin).toBe('cache');
    provider.bars = barsAt([...days(0, 5), ...days(8, 12)]);
    const later = await get(provider, 0, 12);
    expect(askedDays(provider).at(-1)).toEqual([10, 12]);
    expect([...later.bars.time]).toEqual([...provider.bars.time]);
    const fixed = new VersionedProvider(barsAt(days(0, 5)));
    fixed.bars = barsAt(days(0, 5));
    rmSync(folder, { recursive: true });
    await get(fixed, 0, 12);
    expect((await get(fixed, 0, 12)).origin).toBe('cache');
  });

  it('drops what was cached under another version', async () => {
    const provider = new VersionedProvider(barsAt(days(0, 10), 10));
    await get(provider, 0, 10);
    provider.bars = barsAt(days(2, 10), 11);
    expect((await get(provider, 0, 10)).bars.close[0]).toBe(10);
    provider.now = 'v2';
    const renewed = await get(provider, 0, 10);
    expect(renewed.origin).toBe('fetched');
    expect(renewed.bars).toEqual(provider.bars);
  });

  it('tells of quarantined bars even when no good bar came with them', async () => {
    const provider = new FakeProvider(barsAt([]));
    const bad = { time: JANUARY + 5, code: 'high-low' as const, place: 'line 2', detail: 'high 1' };
    provider.extras = { quarantine: [bad] };
    expect((await get(provider, 0, 10)).quarantine).toEqual([bad]);
    provider.bars = barsAt(days(0, 1));
    provider.extras = { quarantine: [{ ...bad, time: JANUARY + 3 * DAY_MS }] };
    expect((await get(provider, 0, 10)).quarantine.length).toBe(1);
  });
});

describe('bars shorter than a day', () => {
  const hours = Array.from({ length: 24 * 120 }, (_, at) => JANUARY + at * HOUR_MS).filter(
    (time) => new Date(time).getUTCMonth() !== 1,
  );

  it('lie in a file a month, empty months in none, and read back as they were', async () => {
    const provider = new FakeProvider(barsAt(hours));
    const first = await get(provider, -40, 120, '1h');
    expect(first.bars).toEqual(provider.bars);
    expect(readdirSync(join(folder, 'fake', 'A_B_1h'))).toEqual([
      '2024-01.parquet',
      '2024-03.parquet',
      '2024-04.parquet',
    ]);
    for (const [from, to] of [
      [-40, 119],
      [-40, -35],
      [33, 40],
      [10, 70],
      [60, 100],
    ]) {
      const again = await get(provider, from, to, '1h');
      expect(again.origin, `${from} to ${to}`).toBe('cache');
      const [start, end] = [JANUARY + from * DAY_MS, JANUARY + to * DAY_MS];
      expect(again.bars).toEqual(barsBetween(provider.bars, start, end));
    }
    expect(provider.asked.length).toBe(1);
  });

  it('lose one month to damage and fetch only that', async () => {
    const provider = new FakeProvider(barsAt(hours));
    await get(provider, 0, 120, '1h');
    const damaged = join(folder, 'fake', 'A_B_1h', '2024-03.parquet');
    const bytes = readFileSync(damaged).subarray(0, 300);
    writeFileSync(damaged, bytes);
    const warnings: string[] = [];
    const ignore = () => undefined;
    const log = {
      debug: ignore,
      info: ignore,
      warn: (text: string) => warnings.push(text),
      error: ignore,
    };
    storage = new DataStorage({ folder, disk: nodeDisk, log });
    const repaired = await get(provider, 0, 119, '1h');
    expect(repaired.bars).toEqual(barsBetween(provider.bars, JANUARY, JANUARY + 119 * DAY_MS));
    expect(askedDays(provider).at(-1)).toEqual([60, 91]);
    expect(repaired.setAside).toEqual([`${damaged}.corrupt-1`]);
    expect(readFileSync(`${damaged}.corrupt-1`)).toEqual(bytes);
    expect(warnings.join()).toMatch(
      /2024-03\.parquet cannot be used: .*kept as .*corrupt-1 and fetched/,
    );
    expect((await get(provider, 0, 119, '1h')).origin).toBe('cache');
  });
});

describe('a cache that cannot be written', () => {
  it('gives one sentence and leaves nothing half-written', async () => {
    const provider = new FakeProvider(barsAt(days(0, 10)));
    writeFileSync(join(folder, 'file'), 'x');
    storage = new DataStorage({ folder: join(folder, 'file', 'cache'), disk: nodeDisk });
    await expect(get(provider, 0, 10)).rejects.toThrow(/^Cannot write .*A_B_1d\.parquet .*ENOTDIR/);
    const full: Disk = {
      ...nodeDisk,
      open: (path, mode) => ({
        ...nodeDisk.open(path, mode),
        write() {
          throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
        },
      }),
    };
    storage = new DataStorage({ folder, disk: full });
    await expect(get(provider, 0, 10)).rejects.toThrow(/^Cannot write .*ENOSPC/);
    expect(readdirSync(join(folder, 'fake'))).toEqual([]);
  });

  it('keeps the old file when a merge fails half way', async () => {
    const provider = new FakeProvider(barsAt(days(0, 20)));
    await get(provider, 0, 10);
    const before = readFileSync(join(folder, 'fake', 'A_B_1d.parquet'));
    const stuck: Disk = {
      ...nodeDisk,
      rename() {
        throw new Error('EIO');
      },
    };
    storage = new DataStorage({ folder, disk: stuck });
    await expect(get(provider, 0, 20)).rejects.toThrow('Cannot write');
    expect(readFileSync(join(folder, 'fake', 'A_B_1d.parquet'))).toEqual(before);
    expect(readdirSync(join(folder, 'fake'))).toEqual(['A_B_1d.parquet']);
  });

  it('refuses a symbol that leads out of the folder before anything is asked', async () => {
    const provider = new FakeProvider(barsAt(days(0, 10)));
    await expect(storage.getOrFetch(provider, '../x', '1d', 0, 1)).rejects.toThrow(
      'Bad symbol "../x"',
    );
    expect(provider.asked).toEqual([]);
  });
});
