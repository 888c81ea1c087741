import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Disk, sliceBars, SILENT_LOGGER } from '#base';
import { nodeDisk } from '#base/node';
import type { Market } from '#data';
import {
  dayOf,
  marketOf,
  poorChampion,
  smallConfig,
  unevenMarket,
} from '../../tests/support/learning-market.ts';
import { randomBars } from '../../tests/support/random-bars.ts';
import { ManualClock } from '../../tests/support/fake-children.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { VirtualDisk } from '../../tests/support/virtual-disk.ts';
import { LearningCheckpoint } from './learning-checkpoint.ts';
import { replayLearning } from './learning-replay.ts';

const config = smallConfig();
const START = dayOf(120);

interface Changes {
  readonly strategy?: string;
  readonly checkpoint?: LearningCheckpoint | null;
  readonly onProgress?: (done: number) => void;
}

async function replay(market: Market, changes: Changes = {}) {
  const { strategy = 'ml', checkpoint = null, onProgress = () => undefined } = changes;
  const champions = strategy === 'ml' ? [await poorChampion(market, START, config)] : [];
  return replayLearning({
    config,
    strategy,
    market,
    champions,
    start: START,
    logger: SILENT_LOGGER,
    onProgress,
    checkpoint,
  });
}

const home = temporaryFolder();
const EVERY = 6;
/** The first day of the staged market is its second. */
const WARM_UP_BARS = 119;

async function checkpointOn(disk: Disk, root = '/state'): Promise<LearningCheckpoint> {
  const opened = await LearningCheckpoint.open({
    disk,
    lockFolder: () => ({ kind: 'locked', release: () => undefined }),
    clock: new ManualClock(),
    root,
    identity: { learns: true, strategy: 'ml', symbols: ['A', 'B', 'C'], interval: '1d' },
    everyBars: EVERY,
    leastMs: 0,
    build: '1',
    logger: SILENT_LOGGER,
  });
  if (opened === null) throw new Error('nobody else has it');
  return opened;
}

describe('replayLearning', () => {
  it('trades from its start on and replaces a poor champion on the way', async () => {
    const { entries } = await replay(await unevenMarket(260));
    expect(entries[0]).toMatchObject({ bar: 1, time: START });
    expect(entries.map(({ bar }) => bar)).toEqual(entries.map((_, at) => at + 1));
    expect(entries.flatMap(({ fills }) => fills).length).toBeGreaterThan(50);
    const verdicts = entries.flatMap(({ retrains }) => retrains.map(({ verdict }) => verdict));
    expect(verdicts).toEqual(['ACCEPTED', 'REJECTED', 'REJECTED', 'REJECTED']);
  });

  it('never looks ahead: bars that are yet to come change nothing', async () => {
    const bars = randomBars(1, 400, { edge: 0.3 });
    const whole = await replay(await marketOf([{ symbol: 'A', bars }]));
    // Weekends are missing where the history ends early, and trade in what follows.
    const until = sliceBars(bars, 0, 230);
    const cut = await replay(await marketOf([{ symbol: 'A', bars: until }]));
    expect(cut.barsPerYear).toBe(whole.barsPerYear);
    expect(cut.entries.length).toBeGreaterThan(80);
    expect(whole.entries.slice(0, cut.entries.length)).toEqual(cut.entries);
  });

  it('goes on from its newest checkpoint as if never stopped, challengers under way included', async () => {
    const market = await unevenMarket(260);
    const whole = await replay(market);
    const disk = new VirtualDisk();
    const resumed: number[] = [];
    // Bars 72 and 96 lie between a trigger and its verdict, after a challenger was accepted.
    for (const killedAt of [10, 27, 61, 62, 74, 98]) {
      const checkpoint = await checkpointOn(disk);
      resumed.push(checkpoint.resumed?.bar ?? 0);
      expect(checkpoint.resumed?.entries ?? []).toEqual(
        whole.entries.slice(0, checkpoint.resumed?.bar ?? 0),
      );
      const onProgress = (done: number) => {
        if (done === WARM_UP_BARS + killedAt) throw new Error('killed');
      };
      await expect(replay(market, { checkpoint, onProgress })).rejects.toThrow('killed');
    }
    expect(resumed).toEqual([0, 6, 24, 60, 60, 72]);
    const retrains = whole.entries.flatMap((entry) => entry.retrains);
    const spans = retrains.map(({ triggerBar, effectBar }) => [triggerBar, effectBar]);
    expect(spans.slice(0, 3)).toEqual([
      [46, 50],
      [71, 75],
      [96, 100],
    ]);
    for (const [path, bytes] of disk.files()) {
      mkdirSync(join(home, dirname(path)), { recursive: true });
      writeFileSync(join(home, path), path.includes('/weights/') ? bytes.subarray(1) : bytes);
    }
    const damaged = await checkpointOn(nodeDisk, join(home, 'state'));
    expect(damaged.resumed, 'a champion is lost').toBeNull();
    const last = await checkpointOn(disk);
    expect(await replay(market, { checkpoint: last })).toEqual(whole);
    last.finish();
    expect(disk.files().size).toBe(0);
  });

  it('has nothing to retrain where a strategy reads no forecast', async () => {
    const { entries } = await replay(await unevenMarket(200), { strategy: 'sma-cross' });
    expect(entries.flatMap(({ fills }) => fills).length).toBeGreaterThan(0);
    expect(entries.flatMap(({ retrains }) => retrains)).toEqual([]);
  });
});
