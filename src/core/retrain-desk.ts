import { hashText, type Logger, type RetrainRecord, type Stateful } from '#base';
import type { SystemConfig } from '#config';
import type { TrainedModel } from '#models';
import type { BarBuffer } from './bar-buffer.ts';
import type { Retrainer, RetrainOutcome, RunningRetrain } from './retrain-task.ts';
import { retrainReasons } from './retrain-triggers.ts';

export interface RetrainDeskSetup {
  readonly config: SystemConfig;
  readonly symbols: readonly string[];
  readonly minSamples: number;
  readonly champions: readonly TrainedModel[];
  readonly retrainer: Retrainer;
  readonly logger: Logger;
}

interface PendingRetrain {
  readonly model: string;
  readonly triggerBar: number;
  readonly triggerTime: number;
  readonly effectBar: number;
  readonly reasons: readonly string[];
}

export interface RetrainDeskState {
  readonly lastRetrainBar: number;
  readonly retrainCount: number;
  readonly pending: readonly PendingRetrain[];
}

/** Decides when to retrain, waits for challengers at their bar, and keeps the champions. */
export class RetrainDesk implements Stateful<RetrainDeskState> {
  readonly #setup: RetrainDeskSetup;
  readonly #buffer: BarBuffer;
  readonly #champions: Map<string, TrainedModel>;
  readonly #running = new Map<PendingRetrain, RunningRetrain>();
  #lastRetrainBar = 0;
  #retrainCount = 0;

  constructor(setup: RetrainDeskSetup, buffer: BarBuffer) {
    this.#setup = setup;
    this.#buffer = buffer;
    this.#champions = new Map(setup.champions.map((champion) => [champion.card.name, champion]));
  }

  get champions(): readonly TrainedModel[] {
    return [...this.#champions.values()];
  }

  /**
   * Resolves once `settle` at this bar would not wait.
   *
   * @param recorded - verdicts an earlier process gave at this bar
   */
  async due(bar: number, recorded: readonly RetrainRecord[]): Promise<void> {
    for (const [pending, running] of this.#running) {
      const awaited = pending.effectBar <= bar && keptVerdict(pending, recorded) === undefined;
      if (awaited) await running.outcome;
    }
  }

  /** Waits for the challengers due at this bar and lets the accepted ones take over. */
  async settle(
    bar: number,
    time: number,
    recorded: readonly RetrainRecord[],
  ): Promise<RetrainRecord[]> {
    const records: RetrainRecord[] = [];
    for (const [pending, running] of [...this.#running]) {
      if (pending.effectBar > bar) continue;
      const kept = keptVerdict(pending, recorded);
      if (kept !== undefined) running.cancel();
      const outcome = kept ?? (await running.outcome);
      this.#running.delete(pending);
      if (outcome.kind === 'ACCEPTED') {
        await this.#champions.get(pending.model)?.model.release();
        this.#champions.set(pending.model, outcome.challenger);
      }
      records.push(this.#report(pending, outcome, time));
    }
    return records;
  }

  #report(pending: PendingRetrain, outcome: RetrainOutcome, time: number): RetrainRecord {
    const detail = detailOf(outcome);
    const line = `Retrain '${pending.model}' ${outcome.kind} | ${detail}`;
    if (outcome.kind === 'FAILED') this.#setup.logger.error(line);
    else this.#setup.logger.info(line);
    return {
      model: pending.model,
      triggerBar: pending.triggerBar,
      effectBar: pending.effectBar,
      time,
      reasons: pending.reasons,
      verdict: outcome.kind,
      championLoss: outcome.kind === 'FAILED' ? null : outcome.championLoss,
      challengerLoss: outcome.kind === 'FAILED' ? null : outcome.challengerLoss,
      detail,
    };
  }

  /** Starts a retrain of every champion when a trigger fires and none is under way. */
  trigger(bar: number, time: number, rollingSharpe: number): void {
    if (this.#running.size > 0 || this.#champions.size === 0) return;
    const { config, minSamples, logger } = this.#setup;
    const reasons = retrainReasons(
      {
        barCounter: bar,
        lastRetrainBar: this.#lastRetrainBar,
        samples: this.#buffer.samples,
        minSamples,
        rollingSharpe,
      },
      config.training,
    );
    if (reasons.length === 0) return;
    logger.info(`Retrain triggered at bar ${bar} | reasons: ${reasons.join(', ')}`);
    this.#lastRetrainBar = bar;
    this.#retrainCount++;
    for (const model of this.#champions.keys()) {
      this.#start({
        model,
        triggerBar: bar,
        triggerTime: time,
        effectBar: bar + config.training.retrainLatencyBars,
        reasons,
      });
    }
  }

  #start(pending: PendingRetrain): void {
    const { config, symbols, retrainer } = this.#setup;
    const running = retrainer({
      model: pending.model,
      symbols,
      tables: this.#buffer.tables(pending.triggerTime),
      config,
      seed: hashText(`${config.seed}:retrain:${pending.model}:${pending.triggerBar}`),
      champion: this.#champions.get(pending.model) ?? null,
    });
    this.#running.set(pending, running);
  }

  cancel(): void {
    for (const running of this.#running.values()) running.cancel();
    this.#running.clear();
  }

  saveState(): RetrainDeskState {
    return {
      lastRetrainBar: this.#lastRetrainBar,
      retrainCount: this.#retrainCount,
      pending: [...this.#running.keys()],
    };
  }

  /** Retrains that were under way begin anew; the buffer must have its state by now. */
  loadState(state: RetrainDeskState): void {
    this.#lastRetrainBar = state.lastRetrainBar;
    this.#retrainCount = state.retrainCount;
    for (const pending of state.pending) this.#start(pending);
  }
}

/**
 * A verdict of an earlier process after which the champion stays: it is taken as it was, because a
 * child that was killed then may succeed now. An accepted challenger must be trained again.
 */
function keptVerdict(
  { model }: PendingRetrain,
  recorded: readonly RetrainRecord[],
): Exclude<RetrainOutcome, { kind: 'ACCEPTED' }> | undefined {
  const record = recorded.find((candidate) => candidate.model === model);
  if (record === undefined || record.verdict === 'ACCEPTED') return undefined;
  const { championLoss, challengerLoss, detail } = record;
  return championLoss === null || challengerLoss === null
    ? { kind: 'FAILED', reason: detail }
    : { kind: 'REJECTED', championLoss, challengerLoss };
}

function detailOf(outcome: RetrainOutcome): string {
  if (outcome.kind === 'FAILED') return outcome.reason;
  const challenger = outcome.challengerLoss.toFixed(6);
  if (outcome.championLoss === null) return `hold-out loss ${challenger}, no champion before`;
  return `hold-out loss ${outcome.championLoss.toFixed(6)} -> ${challenger}`;
}
