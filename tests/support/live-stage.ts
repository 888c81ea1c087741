import { type LockFolder, SILENT_LOGGER, type Spawn } from '#base';
import type { SystemConfig } from '#config';
import type { Market } from '#data';
import type { TrainedModel } from '#models';
import { decidingSettings, type LiveRunResult, type LiveRunSetup, runLive } from '#core';
import { ManualClock, retrainingOn } from './fake-children.ts';
import { dayOf, poorChampion, smallConfig, steadyMarket } from './learning-market.ts';
import { VirtualDisk } from './virtual-disk.ts';

export const LIVE_START = dayOf(120);
/** Bars a run on the whole of the staged market trades. */
export const LIVE_BARS = 70;
/** Where its first retrain is triggered and where it takes effect. */
export const TRIGGER_BAR = 25;
export const EFFECT_BAR = 29;

export const liveMarket: Market = await steadyMarket(120 + LIVE_BARS - 1);
export const liveConfig: SystemConfig = smallConfig();
export const liveChampion: TrainedModel = await poorChampion(liveMarket, dayOf(80), liveConfig);

const unlocked: LockFolder = () => ({ kind: 'locked', release: () => undefined });

export interface StageChanges extends Partial<Omit<LiveRunSetup, 'ports' | 'identity'>> {
  readonly spawn?: Spawn;
  readonly clock?: ManualClock;
  readonly lockFolder?: LockFolder;
  readonly strategy?: string;
}

/** A live run on a disk in memory whose retrains are done in this process. */
export function liveOn(disk: VirtualDisk, changes: StageChanges = {}): Promise<LiveRunResult> {
  const { spawn, clock, lockFolder, strategy = 'ml', ...others } = changes;
  const market = others.market ?? liveMarket;
  const config = others.config ?? liveConfig;
  return runLive({
    config,
    identity: {
      strategy,
      symbols: market.assets.map(({ symbol }) => symbol),
      interval: '1d',
      start: LIVE_START,
      provider: 'test',
      settings: decidingSettings(config),
    },
    market,
    firstChampions: async () => (strategy === 'ml' ? [liveChampion] : []),
    ports: {
      disk,
      clock: clock ?? new ManualClock(),
      spawn: spawn ?? retrainingOn(disk),
      lockFolder: lockFolder ?? unlocked,
    },
    logger: SILENT_LOGGER,
    build: '2.0.0-test',
    speed: 0,
    maxBars: Number.POSITIVE_INFINITY,
    onExit: 'keep',
    resumeTrading: false,
    stop: new AbortController().signal,
    onProgress: () => undefined,
    ...others,
  });
}
