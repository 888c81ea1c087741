import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder, nodeDisk, systemClock } from '#base/node';
import type { Repair } from '#config';
import { CsvProvider } from '../csv/csv-provider.ts';
import { loadMarket, type MarketRequest } from '../market.ts';
import { DataStorage } from './data-storage.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const row = (day: number, high = 11) =>
  `2020-01-${String(day).padStart(2, '0')},10,${high},9,10.5,5`;
const MESSY = [HEADER, row(2), row(6), row(6), row(3), row(7, 10.45), row(8)].join('\n');
const TURNED = [HEADER, row(8), row(7), row(6), row(3), row(2)].join('\n');
const ALL: Repair[] = ['sort', 'drop-duplicates', 'widen-high-low'];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repairs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function storageOf(
  cache: string,
  badBars: MarketRequest['badBars'],
  repairs: readonly Repair[],
): DataStorage {
  return new DataStorage({
    folder: join(root, cache),
    disk: nodeDisk,
    clock: systemClock,
    lockFolder,
    badBars,
    repairs,
    settleDays: 3,
    actionsMaxAgeHours: 20,
  });
}

function load(
  badBars: MarketRequest['badBars'],
  repairs: readonly Repair[],
  cache = 'cache',
): ReturnType<typeof loadMarket> {
  const provider = new CsvProvider(root, nodeDisk);
  return loadMarket(storageOf(cache, badBars, repairs).source(provider), {
    symbols: ['X'],
    interval: '1d',
    start: 0,
    end: 4e12,
    corporateActions: 'apply',
    badBars,
    repairs,
  });
}
const put = (text: string) => writeFileSync(join(root, 'X_1d.csv'), text);
const health = async (...asked: Parameters<typeof load>) => (await load(...asked)).assets[0].health;

describe('a messy file', () => {
  it('is refused with what would mend it, and leaves nothing in the cache', async () => {
    put(MESSY);
    await expect(load('refuse', [])).rejects.toThrow(
      /with --set 'data\.repairs=\[drop-duplicates, sort, widen-high-low\]', or leave/,
    );
    await expect(load('refuse', ['sort'])).rejects.toThrow(/2 bars of 6 quarantined/);
    expect(readdirSync(root)).toEqual(['X_1d.csv']);
  });

  it('is mended whole when it may be, and the same out of the cache', async () => {
    put(MESSY);
    const whole = { bars: 5, quarantined: 0, findings: {} };
    const repaired = { sort: 1, 'drop-duplicates': 1, 'widen-high-low': 1 };
    for (let again = 0; again < 2; again++) {
      expect(await health('refuse', ALL)).toMatchObject({ ...whole, repaired });
    }
  });

  it('is kept in the cache with all that was left out', async () => {
    put(MESSY);
    await load('quarantine', []);
    const setAside = readdirSync(join(root, 'cache/csv'));
    await load('refuse', ALL);
    expect(readdirSync(join(root, 'cache/csv'))).toEqual(setAside);
    const provider = new CsvProvider(root, nodeDisk);
    const stored = await storageOf('cache', 'refuse', ALL).getOrFetch(provider, 'X', '1d', 0, 4e12);
    expect(stored.origin).toBe('cache');
    expect(stored.quarantine.map(({ code, values }) => [code, values?.length])).toEqual([
      ['duplicate', undefined],
      ['disorder', 5],
      ['high-low', 5],
    ]);
  });

  it('is cached as it is: what is mended changes with the setting, whoever came first', async () => {
    put(MESSY);
    const orders: Repair[][][] = [
      [ALL, [], ['sort']],
      [[], ['sort'], ALL],
    ];
    for (const [at, order] of orders.entries()) {
      for (const repairs of order) {
        const seen = await health('quarantine', repairs, `cache-${at}`);
        const fresh = await health('quarantine', repairs, `fresh-${at}-${repairs.length}`);
        expect(seen).toEqual(fresh);
        expect(seen.quarantined).toBe(3 - repairs.length);
      }
    }
  });
});

describe('a file that stands newest first', () => {
  it('is refused in either mode unless it may be sorted, also when it is cached', async () => {
    put(TURNED);
    const says = /X_1d\.csv line 3: all 5 rows stand newest first; .*--set data\.repairs=sort\.$/;
    for (const badBars of ['refuse', 'quarantine'] as const) {
      await expect(load(badBars, [])).rejects.toThrow(says);
    }
    expect(readdirSync(root)).toEqual(['X_1d.csv']);
    expect(await health('refuse', ['sort'])).toMatchObject({ bars: 5, repaired: { sort: 5 } });
    await expect(load('quarantine', [])).rejects.toThrow(says);
  });
});
