import { join } from 'node:path';
import {
  canonicalJson,
  type Clock,
  type Disk,
  emptySlice,
  Journal,
  type LockFolder,
  type Logger,
  QuantError,
  type Spawn,
} from '#base';
import type { SystemConfig } from '#config';
import { dateText, type Market, MarketReplay } from '#data';
import type { TrainedModel } from '#models';
import { type BarEntry, JournalledLedger } from './bar-ledger.ts';
import { childRetrainer } from './child-retrainer.ts';
import { cursorOf, type LiveState, LiveStateStore } from './live-state.ts';
import { paperSelfTrainer } from './paper-self-trainer.ts';
import type { RunIdentity } from './run-identity.ts';
import type { SelfTrainer } from './self-trainer.ts';
import { lockState } from './state-lock.ts';
import { barsPerYearBefore } from './trading-calendar.ts';

/** The machine as a live run needs it. */
export interface LivePorts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly spawn: Spawn;
  readonly lockFolder: LockFolder;
}

export interface LiveRunSetup {
  readonly config: SystemConfig;
  readonly identity: RunIdentity;
  /** Warm-up and all bars to be traded. */
  readonly market: Market;
  /** Gives the first champions when no state is there to continue from. */
  readonly firstChampions: () => Promise<readonly TrainedModel[]>;
  readonly ports: LivePorts;
  readonly logger: Logger;
  readonly build: string;
  /** Bars a second; 0 is as fast as it goes. */
  readonly speed: number;
  /** Bars to process in this session at most. */
  readonly maxBars: number;
  /** What happens to positions when the run is stopped. */
  readonly onExit: 'keep' | 'flatten';
  /** Lifts a halt that the risk manager has latched. */
  readonly resumeTrading: boolean;
  /** Aborted to stop after the bar under way. */
  readonly stop: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export interface LiveRunResult {
  readonly barCounter: number;
  /** Bar the run was continued from; null for a fresh one. */
  readonly resumedFrom: number | null;
  readonly ended: 'data' | 'max-bars' | 'stopped';
  readonly barsPerYear: number;
  readonly champions: readonly TrainedModel[];
  /** Every bar since the run began, also those of earlier sessions. */
  readonly entries: readonly BarEntry[];
}

/** Bars between two turns of the event loop, in which signals and children are heard. */
const BARS_A_TURN = 8;

/** Trades bars one by one with everything a restart needs kept in the state folder. */
export async function runLive(setup: LiveRunSetup): Promise<LiveRunResult> {
  const { config, ports } = setup;
  const folder = config.paths.stateDir;
  ports.disk.makeFolder(folder);
  const lock = lockState(ports.lockFolder, folder, ports.clock);
  try {
    const journal = Journal.open(ports.disk, folder);
    try {
      return await new LiveRun(setup, journal).run();
    } finally {
      journal.close();
    }
  } finally {
    lock.release();
  }
}

class LiveRun {
  readonly #setup: LiveRunSetup;
  readonly #ledger: JournalledLedger;
  readonly #store: LiveStateStore;
  readonly #replay: MarketReplay;
  readonly #slice;

  constructor(setup: LiveRunSetup, journal: Journal) {
    const { market, config } = setup;
    this.#setup = setup;
    this.#ledger = new JournalledLedger(journal);
    this.#store = new LiveStateStore({
      disk: setup.ports.disk,
      folder: config.paths.stateDir,
      snapshotsKept: config.core.snapshotsKept,
      build: setup.build,
      logger: setup.logger,
    });
    this.#replay = new MarketReplay(market.assets);
    this.#slice = emptySlice(market.assets.length);
  }

  async run(): Promise<LiveRunResult> {
    const saved = await this.#store.load(this.#setup.identity);
    const barsPerYear =
      saved?.barsPerYear ?? barsPerYearBefore(this.#replay.times, this.#setup.identity.start);
    const champions = saved?.champions ?? (await this.#firstChampions());
    const trainer = this.#trainer(champions, barsPerYear);
    try {
      if (saved === null) await this.#warmUp(trainer);
      else this.#resume(trainer, saved);
      const ended = await this.#trade(trainer);
      this.#save(trainer);
      return {
        barCounter: trainer.barCounter,
        resumedFrom: saved?.trainer.barCounter ?? null,
        ended,
        barsPerYear,
        champions: trainer.champions,
        entries: [...this.#ledger.entries()],
      };
    } finally {
      trainer.stop();
    }
  }

  #firstChampions(): Promise<readonly TrainedModel[]> {
    this.#ledger.continueFrom(0);
    if (this.#ledger.lastBar === 0) return this.#setup.firstChampions();
    throw new QuantError(
      'core/journal-gap',
      `The state folder ${this.#setup.config.paths.stateDir} has a journal of ${this.#ledger.lastBar} bars but no snapshot; restore it from a copy or start with another --state-dir.`,
    );
  }

  #trainer(champions: readonly TrainedModel[], barsPerYear: number): SelfTrainer {
    const { config, identity, market, ports, logger } = this.#setup;
    return paperSelfTrainer({
      config,
      strategy: identity.strategy,
      market,
      barsPerYear,
      champions,
      ledger: this.#ledger,
      logger,
      retrainer: childRetrainer({
        ...ports,
        folder: join(config.paths.stateDir, 'retrain'),
        timeoutMs: config.training.retrainTimeoutMs,
      }),
    });
  }

  async #warmUp(trainer: SelfTrainer): Promise<void> {
    const { start } = this.#setup.identity;
    while (this.#nextTime < start && this.#replay.advance(this.#slice)) {
      await trainer.warmUp(this.#slice);
    }
    this.#save(trainer);
  }

  #resume(trainer: SelfTrainer, saved: LiveState): void {
    while (this.#nextTime <= saved.cursor.time) this.#replay.advance(this.#slice);
    if (canonicalJson(cursorOf(this.#slice)) !== canonicalJson(saved.cursor)) {
      throw new QuantError(
        'core/state-without-data',
        `The run stands at the bar of ${dateText(saved.cursor.time)}, which is not in the data as it was then; bring back the data it was run on, or start with another --state-dir.`,
        { context: { saved: saved.cursor, found: cursorOf(this.#slice) } },
      );
    }
    this.#ledger.continueFrom(saved.trainer.barCounter);
    trainer.loadState(saved.trainer);
    this.#setup.logger.info(`Resumed from checkpoint at bar_counter=${trainer.barCounter}`);
  }

  async #trade(trainer: SelfTrainer): Promise<LiveRunResult['ended']> {
    const { onExit, resumeTrading, logger } = this.#setup;
    if (!(await this.#catchUp(trainer))) return 'stopped';
    if (resumeTrading) {
      trainer.desk.risk.resume();
      this.#save(trainer);
    }
    const ended = await this.#loop(trainer);
    if (ended === 'stopped' && onExit === 'flatten') {
      const orders = trainer.desk.flatten(this.#slice);
      logger.info(`${orders} orders to close everything wait for the next open`);
    }
    return ended;
  }

  /** Processes again what the journal knows, before anything new is decided; false when stopped. */
  async #catchUp(trainer: SelfTrainer): Promise<boolean> {
    const { lastBar } = this.#ledger;
    while (trainer.barCounter < lastBar) {
      const step = await this.#step(trainer);
      if (step === 'stopped') return false;
      if (step === 'processed') continue;
      throw new QuantError(
        'core/state-without-data',
        `The journal goes to bar ${lastBar}, but the data end at bar ${trainer.barCounter}; bring back the data the run was run on, or start with another --state-dir.`,
      );
    }
    return true;
  }

  async #loop(trainer: SelfTrainer): Promise<LiveRunResult['ended']> {
    const { ports, speed, maxBars, stop } = this.#setup;
    for (let done = 0; done < maxBars; done++) {
      if (speed > 0) await ports.clock.sleep(1000 / speed, stop);
      else if (done % BARS_A_TURN === 0) await ports.clock.sleep(0);
      const step = await this.#step(trainer);
      if (step !== 'processed') return step;
    }
    return 'max-bars';
  }

  /** Processes the next bar; waits for challengers due at it only as long as nobody says stop. */
  async #step(trainer: SelfTrainer): Promise<'processed' | 'data' | 'stopped'> {
    const { config, stop, onProgress } = this.#setup;
    if (this.#nextTime === Number.POSITIVE_INFINITY) return 'data';
    await untilAborted(trainer.untilReady(), stop);
    if (stop.aborted) return 'stopped';
    this.#replay.advance(this.#slice);
    await trainer.processBar(this.#slice);
    const { barCounter } = trainer;
    onProgress(barCounter, barCounter + this.#replay.times.length - 1 - this.#slice.barIndex);
    if (barCounter % config.core.checkpointIntervalBars === 0) this.#save(trainer);
    return 'processed';
  }

  /** Stamp of the next bar, +∞ after the last. */
  get #nextTime(): number {
    return this.#replay.times[this.#slice.barIndex + 1] ?? Number.POSITIVE_INFINITY;
  }

  #save(trainer: SelfTrainer): void {
    this.#ledger.sync();
    this.#store.save({
      identity: this.#setup.identity,
      cursor: cursorOf(this.#slice),
      barsPerYear: trainer.barsPerYear,
      champions: trainer.champions,
      trainer: trainer.saveState(),
    });
  }
}

/** Waits for a promise, or until somebody says stop. */
async function untilAborted(awaited: Promise<void>, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  stop.addEventListener('abort', wake);
  await Promise.race([awaited, aborted]);
  stop.removeEventListener('abort', wake);
}
