import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Interval } from '#base';
import { lockFolder, nodeDisk } from '#base/node';
import { type DataProvider, DataStorage, type FetchOptions, type StoredBars } from '#data';
import { HandClock } from './bar-source.ts';
import { DAY_MS, JANUARY } from './days.ts';

type StorageOptions = ConstructorParameters<typeof DataStorage>[0];

/** A cache in an empty folder before each test, a year after January. */
export class CacheStage {
  readonly clock = new HandClock(0);
  folder = '';
  storage!: DataStorage;

  constructor() {
    beforeEach(() => {
      this.folder = mkdtempSync(join(tmpdir(), 'cache-'));
      this.clock.time = Date.UTC(2025, 0, 1);
      this.restart();
    });
    afterEach(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Another process over the same folder, as far as anyone can tell. */
  restart(options: Partial<StorageOptions> = {}): void {
    this.storage = new DataStorage({
      folder: this.folder,
      disk: nodeDisk,
      clock: this.clock,
      lockFolder,
      settleDays: 3,
      actionsMaxAgeHours: 20,
      ...options,
    });
  }

  /** The bars of A/B of days counted from January. */
  get(
    provider: DataProvider,
    fromDay: number,
    toDay: number,
    options: FetchOptions & { readonly interval?: Interval } = {},
  ): Promise<StoredBars> {
    const [start, end] = [JANUARY + fromDay * DAY_MS, JANUARY + toDay * DAY_MS];
    return this.storage.getOrFetch(provider, 'A/B', options.interval ?? '1d', start, end, options);
  }

  setDay(day: number): void {
    this.clock.time = JANUARY + day * DAY_MS;
  }
}

/** What a provider was asked, in days from January. */
export function askedDays(provider: {
  readonly asked: readonly { start: number; end: number }[];
}): number[][] {
  return provider.asked.map(({ start, end }) => [
    (start - JANUARY) / DAY_MS,
    (end - JANUARY) / DAY_MS,
  ]);
}
