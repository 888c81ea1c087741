import { assert, type Logger, type MarketSlice, type RetrainRecord, type Stateful } from '#base';
import { fillRecord, tradeRecord } from '#backtest';
import type { SystemConfig } from '#config';
import { type DeskState, saveOrder, type StepReport, type TradingDesk } from '#execution';
import type { LiveForecaster, LiveForecasterState, TrainedModel } from '#models';
import { BarBuffer, type BarBufferState } from './bar-buffer.ts';
import type { BarEntry, BarLedger } from './bar-ledger.ts';
import { Performance, type PerformanceState } from './performance.ts';
import { RetrainDesk, type RetrainDeskState } from './retrain-desk.ts';
import type { Retrainer } from './retrain-task.ts';

/** What a self-learning run is made of. */
export interface SelfTrainerSetup {
  readonly config: SystemConfig;
  readonly symbols: readonly string[];
  readonly barsPerYear: number;
  /** Bars a retrain needs at least: warm-up, window, horizon and purge. */
  readonly minSamples: number;
  readonly desk: TradingDesk;
  readonly forecaster: LiveForecaster;
  readonly champions: readonly TrainedModel[];
  readonly retrainer: Retrainer;
  readonly ledger: BarLedger;
  readonly logger: Logger;
  /** Share of the decision that each model has now; undefined where it is one's alone. */
  readonly modelWeights: () => Readonly<Record<string, number>> | undefined;
}

export interface SelfTrainerState {
  readonly barCounter: number;
  readonly desk: DeskState;
  readonly forecaster: LiveForecasterState;
  readonly buffer: BarBufferState;
  readonly performance: PerformanceState;
  readonly retrains: RetrainDeskState;
}

/**
 * Trades bar by bar and keeps learning: forecast, trade, note, and retrain when a trigger fires.
 *
 * Backtest with learning, paper and live run this same object; they differ in where bars come from,
 * who fills orders and where the ledger is kept. A challenger that is accepted takes over at a fixed
 * number of bars after its trigger, so that the run is a function of data, settings and seed.
 */
export class SelfTrainer implements Stateful<SelfTrainerState> {
  readonly #setup: SelfTrainerSetup;
  readonly #buffer: BarBuffer;
  readonly #performance: Performance;
  readonly #retrains: RetrainDesk;
  #barCounter = 0;

  constructor(setup: SelfTrainerSetup) {
    const { config, symbols, minSamples } = setup;
    this.#setup = setup;
    const { retrainBufferBars, retrainLatencyBars, sharpeWindowBars } = config.training;
    const bufferBars = Math.max(retrainBufferBars, minSamples);
    this.#buffer = new BarBuffer(symbols.length, bufferBars, retrainLatencyBars);
    this.#performance = new Performance(sharpeWindowBars, setup.barsPerYear);
    this.#retrains = new RetrainDesk(setup, this.#buffer);
    setup.forecaster.setModels(setup.champions);
  }

  get barCounter(): number {
    return this.#barCounter;
  }

  /** The models whose forecasts are traded now. */
  get champions(): readonly TrainedModel[] {
    return this.#retrains.champions;
  }

  get barsPerYear(): number {
    return this.#setup.barsPerYear;
  }

  get desk(): TradingDesk {
    return this.#setup.desk;
  }

  /** Takes a bar from before trading begins. */
  async warmUp(slice: MarketSlice): Promise<void> {
    this.#buffer.append(slice);
    await this.#setup.forecaster.advance(slice);
    this.#setup.desk.warmUp(slice);
  }

  /** Resolves once the next bar can be processed without waiting for a challenger. */
  untilReady(): Promise<void> {
    const next = this.#barCounter + 1;
    return this.#retrains.due(next, this.#recorded(next));
  }

  /** Takes one closed bar of the market through the whole pipeline. */
  async processBar(slice: MarketSlice): Promise<BarEntry> {
    const { desk, forecaster, ledger } = this.#setup;
    const bar = ++this.#barCounter;
    this.#buffer.append(slice);
    const retrains = await this.#retrains.settle(bar, slice.time, this.#recorded(bar));
    if (retrains.some(({ verdict }) => verdict === 'ACCEPTED')) {
      forecaster.setModels(this.#retrains.champions);
    }
    const forecasts = await forecaster.advance(slice);
    const report = desk.step(slice, forecasts);
    const entry = this.#entry(slice.time, report, retrains);
    ledger.record(entry);
    this.#performance.update(entry.equity);
    this.#retrains.trigger(bar, slice.time, this.#performance.rollingSharpe);
    return entry;
  }

  #recorded(bar: number): readonly RetrainRecord[] {
    return this.#setup.ledger.known(bar)?.retrains ?? [];
  }

  #entry(time: number, report: StepReport, retrains: readonly RetrainRecord[]): BarEntry {
    const { desk, symbols } = this.#setup;
    const { book } = desk;
    const modelWeights = this.#setup.modelWeights();
    const flows = book.takeFlows();
    return {
      bar: this.#barCounter,
      time,
      equity: book.equity,
      cash: book.cash,
      grossExposure: book.grossExposure,
      netExposure: book.netExposure,
      orders: report.orders.map(saveOrder),
      fills: report.fills.map((fill) => fillRecord(fill, symbols)),
      trades: report.trades.map((trade) => tradeRecord(trade, symbols)),
      ...(report.ended.length > 0 && { ended: report.ended }),
      breach: report.breach,
      ...(report.marginCall !== null && { marginCall: report.marginCall }),
      ...(flows !== null && { flows }),
      retrains,
      ...(modelWeights === undefined ? {} : { modelWeights }),
    };
  }

  /** Ends retrains under way; they begin anew, with the same seed, when the run continues. */
  stop(): void {
    this.#retrains.cancel();
  }

  saveState(): SelfTrainerState {
    return {
      barCounter: this.#barCounter,
      desk: this.#setup.desk.saveState(),
      forecaster: this.#setup.forecaster.saveState(),
      buffer: this.#buffer.saveState(),
      performance: this.#performance.saveState(),
      retrains: this.#retrains.saveState(),
    };
  }

  /** Continues a run; its champions are those it was constructed with. */
  loadState(state: SelfTrainerState): void {
    assert(this.#barCounter === 0, 'a state is loaded before the first bar');
    this.#barCounter = state.barCounter;
    this.#setup.desk.loadState(state.desk);
    this.#setup.forecaster.loadState(state.forecaster);
    this.#buffer.loadState(state.buffer);
    this.#performance.loadState(state.performance);
    this.#retrains.loadState(state.retrains);
  }
}
