import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { barsBetween, type Disk, type Interval } from '#base';
import { nodeDisk } from '#base/node';
import { barsAt, PreparedProvider, VersionedProvider } from '../../../tests/support/bar-source.ts';
import { askedDays, CacheStage } from '../../../tests/support/cache-stage.ts';
import { DAY_MS, days, HOUR_MS, JANUARY } from '../../../tests/support/days.ts';
import type { DataProvider } from '../provider.ts';

const stage = new CacheStage();
const NOTHING = { actions: [], quarantine: [], caveats: [] };
const get = (provider: DataProvider, fromDay: number, toDay: number, interval: Interval = '1d') =>
  stage.get(provider, fromDay, toDay, { interval });

describe('DataStorage', () => {
  it('asks once, then answers from the file, actions, quarantine and caveats included', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 10)));
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
    expect(readdirSync(join(stage.folder, 'fake'))).toEqual(['A_B_1d.parquet', 'locks']);
  });

  it('fetches the missing ranges alone and merges them', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 30)));
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
    const provider = new PreparedProvider(barsAt([...days(0, 5), ...days(8, 10)]));
    await get(provider, 0, 12);
    expect((await get(provider, 5, 8)).origin).toBe('cache');
    provider.bars = barsAt([...days(0, 5), ...days(8, 12)]);
    const later = await get(provider, 0, 12);
    expect(askedDays(provider).at(-1)).toEqual([10, 12]);
    expect([...later.bars.time]).toEqual([...provider.bars.time]);
    const fixed = new VersionedProvider(barsAt(days(0, 5)));
    fixed.bars = barsAt(days(0, 5));
    rmSync(stage.folder, { recursive: true });
    await get(fixed, 0, 12);
    expect((await get(fixed, 0, 12)).origin).toBe('cache');
  });

  it('drops what was cached under another version', async () => {
    const provider = new VersionedProvider(barsAt(days(0, 10), 10));
    await get(provider, 0, 10);
    provider.bars = barsAt(days(2, 10), 11);
    expect((await get(provider, 0, 10)).bars.close[0]).toBe(10);
    provider.current = 'v2';
    const renewed = await get(provider, 0, 10);
    expect(renewed.origin).toBe('fetched');
    expect(renewed.bars).toEqual(provider.bars);
  });

  it('tells of quarantined bars even when no good bar came with them', async () => {
    const provider = new PreparedProvider(barsAt([]));
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
    const provider = new PreparedProvider(barsAt(hours));
    const first = await get(provider, -40, 120, '1h');
    expect(first.bars).toEqual(provider.bars);
    expect(readdirSync(join(stage.folder, 'fake', 'A_B_1h'))).toEqual([
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
    const provider = new PreparedProvider(barsAt(hours));
    await get(provider, 0, 120, '1h');
    const damaged = join(stage.folder, 'fake', 'A_B_1h', '2024-03.parquet');
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
    stage.restart({ log });
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

  it('take no other month’s bars for theirs, and count none twice', async () => {
    const provider = new PreparedProvider(barsAt(hours));
    await get(provider, 0, 59, '1h');
    const folder = join(stage.folder, 'fake', 'A_B_1h');
    copyFileSync(join(folder, '2024-01.parquet'), join(folder, '2024-03.parquet'));
    const all = await get(provider, 0, 119, '1h');
    expect(all.bars).toEqual(barsBetween(provider.bars, JANUARY, JANUARY + 119 * DAY_MS));
    expect(all.setAside).toEqual([join(folder, '2024-03.parquet.corrupt-1')]);
  });
});

describe('a cache that cannot be written', () => {
  it('gives one sentence and leaves nothing half-written', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 10)));
    writeFileSync(join(stage.folder, 'file'), 'x');
    stage.restart({ folder: join(stage.folder, 'file', 'cache') });
    await expect(get(provider, 0, 10)).rejects.toThrow(
      /^Cannot write the cache, locking .*ENOTDIR.* data\.cacheDir=DIR/,
    );
    const full: Disk = {
      ...nodeDisk,
      open: (path, mode) => ({
        ...nodeDisk.open(path, mode),
        write() {
          throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
        },
      }),
    };
    stage.restart({ disk: full });
    await expect(get(provider, 0, 10)).rejects.toThrow(/^Cannot write .*ENOSPC/);
    expect(readdirSync(join(stage.folder, 'fake'))).toEqual(['locks']);
  });

  it('keeps the old file when a merge fails half way', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 20)));
    await get(provider, 0, 10);
    const before = readFileSync(join(stage.folder, 'fake', 'A_B_1d.parquet'));
    const stuck: Disk = {
      ...nodeDisk,
      rename() {
        throw new Error('EIO');
      },
    };
    stage.restart({ disk: stuck });
    await expect(get(provider, 0, 20)).rejects.toThrow('Cannot write');
    expect(readFileSync(join(stage.folder, 'fake', 'A_B_1d.parquet'))).toEqual(before);
    expect(readdirSync(join(stage.folder, 'fake'))).toEqual(['A_B_1d.parquet', 'locks']);
  });

  it('says what lies where its folder should be', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 10)));
    await get(provider, 0, 10);
    writeFileSync(join(stage.folder, 'fake', 'A_B_1h'), 'x');
    await expect(get(provider, 0, 10, '1h')).rejects.toThrow(
      /^Cannot list the cached files in .*A_B_1h: ENOTDIR.*; remove it, or/,
    );
  });

  it('takes no bars from a provider that breaks its word about their order', async () => {
    for (const times of [days(0, 3).toReversed(), [JANUARY + 0.5], [Number.NaN]]) {
      const provider = {
        name: 'fake',
        fetchBars: async () => ({ ...NOTHING, bars: barsAt(times) }),
      };
      await expect(get(provider, 0, 10)).rejects.toThrow('whole milliseconds, ascending');
    }
  });

  it('refuses a symbol that leads out of the folder before anything is asked', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 10)));
    await expect(stage.storage.getOrFetch(provider, '../x', '1d', 0, 1)).rejects.toThrow(
      'Bad symbol "../x"',
    );
    expect(provider.asked).toEqual([]);
  });
});
