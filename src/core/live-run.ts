import { join } from 'node:path';
import {
  type Clock,
  type Disk,
  emptySlice,
  Journal,
  type LockFolder,
  type Logger,
  periodsPerYear,
  QuantError,
  type Spawn,
} from '#base';
import type { SystemConfig } from '#config';
import { dateText, type Market, MarketReplay } from '#data';
import type { TrainedModel } from '#models';
import { type BarEntry, JournalledLedger } from './bar-ledger.ts';
import { childRetrainer } from './child-retrainer.ts';
import { type LiveState, LiveStateStore, type RunIdentity } from './live-state.ts';
import { paperSelfTrainer } from './paper-self-trainer.ts';
import type { SelfTrainer } from './self-trainer.ts';
import { lockState } from './state-lock.ts';

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
  readonly #firstBar: number;
  readonly #barsPerYear: number;

  constructor(setup: LiveRunSetup, journal: Journal) {
    const { market, identity, config } = setup;
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
    const { times } = this.#replay;
    this.#firstBar = times.findIndex((time) => time >= identity.start);
    this.#barsPerYear = periodsPerYear(times.subarray(0, this.#firstBar));
    if (this.#firstBar < 1) {
      throw new QuantError(
        'core/no-bars',
        `There are no bars on both sides of ${dateText(identity.start)}, where trading is to begin; choose another --start.`,
      );
    }
  }

  async run(): Promise<LiveRunResult> {
    const { logger } = this.#setup;
    const saved = await this.#store.load(this.#setup.identity);
    const trainer = saved === null ? await this.#begin() : this.#resume(saved);
    const resumedFrom = saved === null ? null : trainer.barCounter;
    if (resumedFrom !== null) logger.info(`Resumed from checkpoint at bar_counter=${resumedFrom}`);
    if (this.#setup.resumeTrading) trainer.desk.risk.resume();
    const ended = await this.#loop(trainer);
    trainer.stop();
    if (ended === 'stopped' && this.#setup.onExit === 'flatten') {
      const orders = trainer.desk.flatten(this.#slice);
      logger.info(`${orders} orders to close everything wait for the next open`);
    }
    this.#save(trainer);
    return {
      barCounter: trainer.barCounter,
      resumedFrom,
      ended,
      barsPerYear: this.#barsPerYear,
      champions: trainer.champions,
      entries: [...this.#ledger.entries()],
    };
  }

  async #begin(): Promise<SelfTrainer> {
    this.#ledger.continueFrom(0);
    if (this.#ledger.lastBar > 0) {
      throw new QuantError(
        'core/journal-gap',
        `The state folder ${this.#setup.config.paths.stateDir} has a journal of ${this.#ledger.lastBar} bars but no snapshot; restore it from a copy or start with another --state-dir.`,
      );
    }
    const trainer = this.#trainer(await this.#setup.firstChampions());
    for (let bar = 0; bar < this.#firstBar; bar++) {
      this.#replay.advance(this.#slice);
      await trainer.warmUp(this.#slice);
    }
    this.#save(trainer);
    return trainer;
  }

  #resume(saved: LiveState): SelfTrainer {
    const trainer = this.#trainer(saved.champions);
    trainer.loadState(saved.trainer);
    this.#ledger.continueFrom(trainer.barCounter);
    const bars = this.#firstBar + trainer.barCounter;
    for (let bar = 0; bar < bars; bar++) {
      if (this.#replay.advance(this.#slice)) continue;
      throw new QuantError(
        'core/data-missing',
        `The run is at bar ${trainer.barCounter}, but the data end before it; bring back the data it was run on, or start with another --state-dir.`,
      );
    }
    return trainer;
  }

  #trainer(champions: readonly TrainedModel[]): SelfTrainer {
    const { config, identity, market, ports, logger } = this.#setup;
    return paperSelfTrainer({
      config,
      strategy: identity.strategy,
      market,
      barsPerYear: this.#barsPerYear,
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

  async #loop(trainer: SelfTrainer): Promise<LiveRunResult['ended']> {
    const { config, ports, speed, maxBars, stop, onProgress } = this.#setup;
    const total = this.#replay.times.length - this.#firstBar;
    for (let done = 0; ; done++) {
      if (stop.aborted) return 'stopped';
      if (done === maxBars) return 'max-bars';
      if (!this.#replay.advance(this.#slice)) return 'data';
      await trainer.processBar(this.#slice);
      onProgress(trainer.barCounter, total);
      if (trainer.barCounter % config.core.checkpointIntervalBars === 0) this.#save(trainer);
      if (speed > 0) await ports.clock.sleep(1000 / speed, stop);
      else if (done % BARS_A_TURN === 0) await ports.clock.sleep(0);
    }
  }

  #save(trainer: SelfTrainer): void {
    this.#ledger.sync();
    this.#store.save({
      identity: this.#setup.identity,
      champions: trainer.champions,
      trainer: trainer.saveState(),
    });
  }
}
