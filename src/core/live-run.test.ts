import { describe, expect, it, vi } from 'vitest';
import { type LockFolder, SILENT_LOGGER } from '#base';
import type { Market, MarketAsset } from '#data';
import { childDoing, KILLED } from '../../tests/support/fake-children.ts';
import { smallConfig } from '../../tests/support/learning-market.ts';
import {
  EFFECT_BAR,
  LIVE_BARS,
  LIVE_START,
  liveChampion,
  liveConfig,
  liveMarket,
  liveOn,
  type StageChanges,
  TRIGGER_BAR,
} from '../../tests/support/live-stage.ts';
import { VirtualDisk } from '../../tests/support/virtual-disk.ts';
import { replayLearning } from './learning-replay.ts';
import type { LiveRunResult } from './live-run.ts';

const whole = await liveOn(new VirtualDisk());

const decisions = ({ barCounter, entries, champions }: LiveRunResult) => ({
  barCounter,
  entries,
  champions: champions.map(({ card }) => card),
});

/** Runs until an error ends the process after that bar, later than the newest snapshot. */
async function crashAfter(disk: VirtualDisk, bar: number, changes: StageChanges = {}) {
  const onProgress = (done: number) => {
    if (done === bar) throw new Error('crash');
  };
  await expect(liveOn(disk, { ...changes, onProgress })).rejects.toThrow('crash');
}

/** Columns of equal length. */
type Columns = Readonly<Record<string, Float64Array>>;

const cut = (columns: object, from: number, to?: number): Columns =>
  Object.fromEntries(
    Object.entries(columns as Columns).map(([name, values]) => [name, values.slice(from, to)]),
  );

/** The market with something else about its asset. */
const marketWith = (change: (asset: MarketAsset) => object): Market => ({
  ...liveMarket,
  assets: liveMarket.assets.map((asset) => ({ ...asset, ...change(asset) })),
});

const FIRST_ROW = liveMarket.assets[0].bars.time.findIndex((time) => time >= LIVE_START);

const rowsOnly = (from: number, to?: number): Market =>
  marketWith(({ bars, factors, adjusted }) => ({
    bars: cut(bars, from, to),
    factors: cut(factors, from, to),
    adjusted: cut(adjusted, from, to),
  }));

/** The market whose data end with that bar of the run. */
const shorter = (bars: number): Market => rowsOnly(0, FIRST_ROW + bars);

/** The market with another close of that bar of the run, counted from 0. */
const closeChanged = (bar: number): Market =>
  marketWith(({ bars }) => ({
    bars: {
      ...bars,
      close: bars.close.map((close, row) => (row === FIRST_ROW + bar ? close * 1.01 : close)),
    },
  }));

describe('runLive', () => {
  it('gives the decisions of a backtest with learning', async () => {
    const backtest = await replayLearning({
      config: liveConfig,
      strategy: 'ml',
      market: liveMarket,
      champions: [liveChampion],
      start: LIVE_START,
      logger: SILENT_LOGGER,
      onProgress: () => undefined,
    });
    expect(whole.barCounter).toBe(LIVE_BARS);
    expect(whole.entries).toEqual(backtest.entries);
    expect(whole.barsPerYear).toBe(backtest.barsPerYear);
    const retrains = whole.entries.flatMap((entry) => entry.retrains);
    expect(retrains.map(({ verdict }) => verdict)).toEqual(['ACCEPTED', 'REJECTED']);
    expect(retrains[0]).toMatchObject({ triggerBar: TRIGGER_BAR, effectBar: EFFECT_BAR });
  });

  it('continues where it stopped, whatever the bar', async () => {
    const disk = new VirtualDisk();
    const info = vi.fn<(message: string) => void>();
    const stops = [1, 7, 24, TRIGGER_BAR, TRIGGER_BAR + 1, EFFECT_BAR - 1, EFFECT_BAR, 30, 55];
    let at = 0;
    for (const stop of stops) {
      const changes = { maxBars: stop - at, logger: { ...SILENT_LOGGER, info } };
      const { barCounter, ended, resumedFrom } = await liveOn(disk, changes);
      expect([barCounter, ended, resumedFrom]).toEqual([stop, 'max-bars', at === 0 ? null : at]);
      at = stop;
    }
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
    const resumed = info.mock.calls.map(([line]) => line).filter((line) => /Resumed/.test(line));
    expect(resumed).toEqual(
      stops.slice(0, -1).map((bar) => `Resumed from checkpoint at bar_counter=${bar}`),
    );
  });

  it('processes nothing when told to, and begins there later', async () => {
    const disk = new VirtualDisk();
    expect(await liveOn(disk, { maxBars: 0 })).toMatchObject({ barCounter: 0, entries: [] });
    expect(await liveOn(disk, { stop: AbortSignal.abort() })).toMatchObject({ ended: 'stopped' });
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it('processes the bars again that the journal has and no snapshot', async () => {
    for (const bar of [3, 20, TRIGGER_BAR, EFFECT_BAR - 1, EFFECT_BAR + 1, 60]) {
      const disk = new VirtualDisk();
      await crashAfter(disk, bar);
      const resumed = await liveOn(disk);
      expect(resumed.resumedFrom).toBe(bar - (bar % 7 || 7));
      expect(decisions(resumed)).toEqual(decisions(whole));
    }
  });

  it('falls back to an older snapshot when the newest is damaged', async () => {
    const disk = new VirtualDisk();
    await liveOn(disk, { maxBars: 33 });
    const newest = disk.list('/state').findLast((name) => /^state-\d+\.q2$/.test(name)) ?? '';
    disk.put(`/state/${newest}`, new Uint8Array(100));
    const resumed = await liveOn(disk);
    expect(resumed.resumedFrom).toBe(28);
    expect(decisions(resumed)).toEqual(decisions(whole));
  });

  it('refuses a snapshot without its journal, and a journal without a snapshot', async () => {
    for (const lost of [/journal/, /^state-/]) {
      const disk = new VirtualDisk();
      await liveOn(disk, { maxBars: 10 });
      const kept = [...disk.files()].filter(([path]) => !lost.test(path.slice('/state/'.length)));
      await expect(liveOn(VirtualDisk.of(kept))).rejects.toThrow(
        expect.objectContaining({ code: 'core/journal-gap' }),
      );
    }
  });

  it('refuses other settings, and changes nothing', async () => {
    const disk = new VirtualDisk();
    await liveOn(disk, { maxBars: 10 });
    const before = disk.files();
    const config = smallConfig({ trading: { commissionBps: 1 } });
    await expect(liveOn(disk, { config })).rejects.toThrow(
      'trading.commissionBps 5, this one has 1',
    );
    await expect(liveOn(disk, { strategy: 'tsmom' })).rejects.toThrow('a run with strategy "ml"');
    expect(disk.files()).toEqual(before);
  });

  it('trades from one state in one process at a time', async () => {
    let holders = 0;
    const lockFolder: LockFolder = () => {
      if (holders > 0) return { kind: 'held', holder: { pid: 7, since: 0 } };
      holders++;
      return { kind: 'locked', release: () => void holders-- };
    };
    const disk = new VirtualDisk();
    const first = liveOn(disk, { lockFolder });
    await expect(liveOn(disk, { lockFolder })).rejects.toThrow('STATE_LOCKED');
    expect(decisions(await first)).toEqual(decisions(whole));
    await crashAfter(new VirtualDisk(), 5, { lockFolder });
    expect(holders, 'the lock is given back after an error').toBe(0);
  });
});

describe('runLive on data that changed since', () => {
  const stoppedAt = async (bar: number) => {
    const disk = new VirtualDisk();
    await liveOn(disk, { maxBars: bar });
    return disk;
  };

  it('goes on with data that go further', async () => {
    const disk = new VirtualDisk();
    expect(await liveOn(disk, { market: shorter(40) })).toMatchObject({ ended: 'data' });
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it.each<[string, number, Market]>([
    ['end before its bar', 40, shorter(30)],
    ['have another close there', 40, closeChanged(39)],
    [
      'are adjusted otherwise',
      40,
      marketWith(({ factors }) => ({
        factors: { ...factors, factor: factors.factor.map(() => 1.5) },
      })),
    ],
  ])('refuses data that %s', async (_, bar, market) => {
    const disk = await stoppedAt(bar);
    const before = disk.files();
    await expect(liveOn(disk, { market })).rejects.toThrow(
      expect.objectContaining({ code: 'core/state-without-data' }),
    );
    expect(disk.files()).toEqual(before);
  });

  it('refuses data that end before the journal does', async () => {
    const disk = new VirtualDisk();
    await crashAfter(disk, 41);
    await expect(liveOn(disk, { market: shorter(38) })).rejects.toThrow(
      'The journal goes to bar 41, but the data end at bar 38',
    );
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it('refuses bars that came out differently before', async () => {
    const disk = new VirtualDisk();
    await crashAfter(disk, 41);
    await expect(liveOn(disk, { market: closeChanged(37) })).rejects.toThrow(
      expect.objectContaining({ code: 'core/replay-diverged' }),
    );
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it('refuses to begin without a week of bars before it', async () => {
    await expect(liveOn(new VirtualDisk(), { market: rowsOnly(FIRST_ROW - 3) })).rejects.toThrow(
      expect.objectContaining({ code: 'core/no-bars' }),
    );
  });
});

describe('runLive, stopped or disturbed', () => {
  it('hears a wish to stop between bars', async () => {
    const disk = new VirtualDisk();
    const wish = new AbortController();
    const onProgress = (done: number) => {
      if (done === 3) setImmediate(() => wish.abort());
    };
    const result = await liveOn(disk, { stop: wish.signal, onProgress });
    expect(result.ended).toBe('stopped');
    expect(result.barCounter).toBeLessThan(20);
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it('does not wait for a challenger to stop, and trains it anew when it continues', async () => {
    const disk = new VirtualDisk();
    const wish = new AbortController();
    const killed = vi.fn<() => void>();
    const result = await liveOn(disk, {
      stop: wish.signal,
      spawn: () => {
        const end = Promise.withResolvers<typeof KILLED>();
        const kill = () => {
          killed();
          end.resolve(KILLED);
        };
        return { pid: 1, done: end.promise, kill };
      },
      onProgress: (done) => {
        if (done === EFFECT_BAR - 1) setTimeout(() => wish.abort(), 5);
      },
    });
    expect(result).toMatchObject({ ended: 'stopped', barCounter: EFFECT_BAR - 1 });
    expect(killed).toHaveBeenCalledOnce();
    expect(disk.list('/state/retrain')).toEqual([]);
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it('kills its children when it ends with an error', async () => {
    const killed = vi.fn<() => void>();
    const spawn = () => ({ pid: 1, done: new Promise<never>(() => undefined), kill: killed });
    await crashAfter(new VirtualDisk(), TRIGGER_BAR + 1, { spawn });
    await new Promise(setImmediate);
    expect(killed).toHaveBeenCalledOnce();
  });

  it('keeps to a verdict of a child that was killed, also where it would succeed now', async () => {
    const disk = new VirtualDisk();
    await crashAfter(disk, EFFECT_BAR + 1, { spawn: childDoing(() => KILLED) });
    const resumed = await liveOn(disk);
    expect(resumed.resumedFrom).toBeLessThan(EFFECT_BAR);
    expect(resumed.entries[EFFECT_BAR - 1].retrains).toMatchObject([{ verdict: 'FAILED' }]);
    expect(resumed.barCounter).toBe(LIVE_BARS);
  });

  it('refuses to go on without a champion that was accepted, until it can be trained again', async () => {
    const disk = new VirtualDisk();
    await crashAfter(disk, EFFECT_BAR + 1);
    await expect(liveOn(disk, { spawn: childDoing(() => KILLED) })).rejects.toThrow(
      expect.objectContaining({ code: 'core/replay-diverged' }),
    );
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it('sells all when told to, at the open after it continues', async () => {
    const disk = new VirtualDisk();
    const wish = new AbortController();
    const onProgress = (done: number) => {
      if (done === 10) wish.abort();
    };
    const stopped = await liveOn(disk, { stop: wish.signal, onExit: 'flatten', onProgress });
    expect(stopped.entries[9].grossExposure).toBeGreaterThan(0);
    const { entries } = await liveOn(disk, { maxBars: 1 });
    expect(entries[10].fills).toMatchObject([{ reason: 'flatten' }]);
  });

  it('keeps what it holds when it is stopped before it has caught up with its journal', async () => {
    const disk = new VirtualDisk();
    await crashAfter(disk, 13);
    const stop = AbortSignal.abort();
    const stopped = await liveOn(disk, { stop, onExit: 'flatten' });
    expect(stopped).toMatchObject({ ended: 'stopped', barCounter: 7 });
    expect(decisions(await liveOn(disk))).toEqual(decisions(whole));
  });

  it('lifts a halt after it has caught up with its journal, once and for all', async () => {
    const config = smallConfig({ trading: { risk: { maxDrawdown: 0.005, dailyLossLimit: 1 } } });
    const disk = new VirtualDisk();
    const halted = await liveOn(new VirtualDisk(), { config });
    const haltBar = halted.entries.findIndex(({ breach }) => breach !== null) + 1;
    const lastOrder = halted.entries.findLast(({ orders }) => orders.length > 0)?.bar ?? 0;
    const crashBar = lastOrder + 3;
    expect([haltBar, crashBar].every((bar) => bar > 0 && bar < LIVE_BARS - 10)).toBe(true);
    await crashAfter(disk, crashBar, { config });
    await crashAfter(disk, crashBar + 5, { config, resumeTrading: true });
    const { entries } = await liveOn(disk, { config });
    expect(entries.slice(0, crashBar)).toEqual(halted.entries.slice(0, crashBar));
    expect(entries.slice(crashBar).some(({ orders }) => orders.length > 0)).toBe(true);
  });
});
