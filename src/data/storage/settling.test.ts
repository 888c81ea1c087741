import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { barsBetween, type Disk } from '#base';
import { nodeDisk } from '#base/node';
import { barsAt, PreparedProvider, VersionedProvider } from '../../../tests/support/bar-source.ts';
import { askedDays, CacheStage } from '../../../tests/support/cache-stage.ts';
import { days, HOUR_MS, JANUARY } from '../../../tests/support/days.ts';
import { concatenate } from './replace-bars.ts';

const stage = new CacheStage();

describe('bars that have not settled', () => {
  it('are asked for again until they are three days old, and their corrections arrive', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 10)));
    stage.setDay(10);
    expect((await stage.get(provider, 0, 10)).fetchedRanges.length).toBe(1);
    provider.bars = concatenate([barsAt(days(0, 8)), barsAt(days(8, 10), 11)]);
    const corrected = await stage.get(provider, 0, 10);
    expect(askedDays(provider)).toEqual([
      [0, 10],
      [6, 10],
    ]);
    expect(corrected.origin).toBe('merged');
    expect(corrected.revised).toBe(2);
    expect(corrected.bars).toEqual(provider.bars);
    stage.setDay(14);
    await stage.get(provider, 0, 10);
    expect(askedDays(provider).at(-1)).toEqual([6, 10]);
    expect((await stage.get(provider, 0, 10)).origin).toBe('cache');
  });

  it('go when their source withdraws them, and are counted', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 10)));
    stage.setDay(10);
    await stage.get(provider, 0, 10);
    provider.bars = barsAt([...days(0, 7), ...days(8, 10)]);
    const withdrawn = await stage.get(provider, 0, 10);
    expect(withdrawn.revised).toBe(1);
    expect(withdrawn.bars).toEqual(provider.bars);
  });

  it('are final at once from a source with a version, or with settleDays 0 when a day has passed', async () => {
    stage.setDay(10);
    const fixed = new VersionedProvider(barsAt(days(0, 10)));
    await stage.get(fixed, 0, 10);
    expect((await stage.get(fixed, 0, 10)).origin).toBe('cache');
    stage.restart({ settleDays: 0 });
    const growing = new PreparedProvider(barsAt(days(0, 10)));
    await stage.get(growing, 0, 10, { refresh: true });
    stage.setDay(11);
    await stage.get(growing, 0, 10, { refresh: true });
    expect((await stage.get(growing, 0, 10)).origin).toBe('cache');
  });

  it('are asked for in their own days alone, at minutes too', async () => {
    const hours = Array.from({ length: 24 * 40 }, (_, at) => JANUARY + at * HOUR_MS);
    const provider = new PreparedProvider(barsAt(hours));
    stage.setDay(40);
    await stage.get(provider, 0, 40, { interval: '1h' });
    stage.clock.time += 5 * HOUR_MS;
    await stage.get(provider, 0, 40, { interval: '1h' });
    expect(askedDays(provider)).toEqual([
      [0, 40],
      [36, 40],
    ]);
  });
});

describe('empty stretches', () => {
  it('are remembered of a symbol that has shown no bar, in one file', async () => {
    for (const interval of ['1d', '1h'] as const) {
      const provider = new PreparedProvider(barsAt([]));
      await stage.get(provider, 0, 100, { interval });
      expect((await stage.get(provider, 20, 90, { interval })).origin).toBe('cache');
      expect((await stage.get(provider, 0, 200, { interval })).bars.time.length).toBe(0);
      expect(askedDays(provider)).toEqual([
        [0, 100],
        [100, 200],
      ]);
      expect((await stage.get(provider, 0, 200, { interval })).origin).toBe('cache');
    }
    expect(readdirSync(join(stage.folder, 'fake', 'A_B_1h'))).toEqual(['2024-01.parquet']);
  });

  it('after what turns out to be the newest bar are asked for again in the same request', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 20)));
    expect((await stage.get(provider, 50, 90)).bars.time.length).toBe(0);
    provider.bars = barsAt(days(0, 70));
    expect((await stage.get(provider, 0, 90)).bars).toEqual(provider.bars);
    expect(askedDays(provider)).toEqual([
      [50, 90],
      [0, 50],
      [50, 90],
    ]);
  });

  it('are not known after the newest bar, though files without any lie between', async () => {
    const provider = new PreparedProvider(barsAt([]));
    await stage.get(provider, 60, 70, { interval: '1h' });
    provider.bars = barsAt(days(0, 10));
    await stage.get(provider, 0, 20, { interval: '1h' });
    await stage.get(provider, 100, 110, { interval: '1h' });
    provider.bars = barsAt([...days(0, 10), ...days(100, 105)]);
    const late = await stage.get(provider, 100, 110, { interval: '1h' });
    expect(late.bars).toEqual(barsAt(days(100, 105)));
  });

  it('are lost with the file that would have their bars, not told by another', async () => {
    const provider = new PreparedProvider(barsAt([]));
    await stage.get(provider, 0, 200, { interval: '1h' });
    provider.bars = barsAt(days(70, 80));
    const found = await stage.get(provider, 0, 200, { interval: '1h', refresh: true });
    expect(found.bars).toEqual(provider.bars);
    rmSync(join(stage.folder, 'fake', 'A_B_1h', '2024-03.parquet'));
    const again = await stage.get(provider, 0, 200, { interval: '1h' });
    expect(again.bars).toEqual(provider.bars);
  });
});

describe('a claim that moves to a new file', () => {
  it('is given up before the file is written, so that a failure between them loses nothing', async () => {
    const provider = new PreparedProvider(barsAt([...days(0, 5), ...days(130, 135)]));
    await stage.get(provider, 0, 200, { interval: '1h' });
    provider.bars = barsAt([...days(0, 5), ...days(70, 75), ...days(130, 135)]);
    let renames = 0;
    const failing: Disk = {
      ...nodeDisk,
      rename(from, to) {
        if (++renames === 2) throw new Error('EIO');
        nodeDisk.rename(from, to);
      },
    };
    stage.restart({ disk: failing });
    await expect(stage.get(provider, 60, 80, { interval: '1h', refresh: true })).rejects.toThrow(
      'EIO',
    );
    rmSync(join(stage.folder, 'fake', 'A_B_1h', '2024-03.parquet'), { force: true });
    stage.restart();
    expect((await stage.get(provider, 0, 200, { interval: '1h' })).bars).toEqual(provider.bars);
  });
});

describe('a refresh', () => {
  it('asks for the whole range again, so that what had settled is corrected', async () => {
    const provider = new PreparedProvider(barsAt(days(0, 30)));
    await stage.get(provider, 0, 30);
    provider.bars = concatenate([barsAt(days(0, 3)), barsAt(days(5, 30), 12)]);
    expect((await stage.get(provider, 0, 29)).bars.close[10]).toBe(10);
    const renewed = await stage.get(provider, 2, 10, { refresh: true });
    expect(askedDays(provider).at(-1)).toEqual([2, 10]);
    expect(renewed.origin).toBe('fetched');
    expect(renewed.revised).toBe(7);
    expect(renewed.bars).toEqual(barsBetween(provider.bars, days(2, 3)[0], days(10, 11)[0]));
    expect((await stage.get(provider, 0, 30)).bars.time.length).toBe(28);
  });
});
