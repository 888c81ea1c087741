import { describe, expect, it, vi } from 'vitest';
import { emptySlice, type RetrainRecord, SILENT_LOGGER } from '#base';
import { MarketReplay } from '#data';
import type { TrainedModel } from '#models';
import {
  dayOf,
  poorChampion,
  smallConfig,
  steadyMarket,
} from '../../tests/support/learning-market.ts';
import { BarBuffer } from './bar-buffer.ts';
import { RetrainDesk, type RetrainDeskState } from './retrain-desk.ts';
import type { RetrainOutcome, RetrainTask, RunningRetrain } from './retrain-task.ts';

const INTERVAL = 10;
const LATENCY = 3;
const market = await steadyMarket(120);
const champion = await poorChampion(market, dayOf(100), smallConfig());
const challenger: TrainedModel = { ...champion, card: { ...champion.card, id: 'challenger' } };
const accepted: RetrainOutcome = {
  kind: 'ACCEPTED',
  challenger,
  championLoss: 1,
  challengerLoss: 0.9,
};
const rejected: RetrainOutcome = { kind: 'REJECTED', championLoss: 1, challengerLoss: 1.1 };
const failed: RetrainOutcome = { kind: 'FAILED', reason: 'child ended with signal SIGKILL' };

interface Started extends RunningRetrain {
  readonly task: RetrainTask;
  cancelled: boolean;
}

/** A desk on a market that is played bar by bar, whose retrains come out as told. */
class Stage {
  readonly started: Started[] = [];
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly buffer = new BarBuffer(1, 20, LATENCY);
  readonly replay = new MarketReplay(market.assets);
  readonly slice = emptySlice(1);
  readonly desk: RetrainDesk;
  bar = 0;

  constructor(
    outcome: (task: RetrainTask) => Promise<RetrainOutcome>,
    changes: { readonly interval?: number; readonly champions?: readonly TrainedModel[] } = {},
  ) {
    const training = {
      retrainIntervalBars: changes.interval ?? INTERVAL,
      retrainLatencyBars: LATENCY,
    };
    this.desk = new RetrainDesk(
      {
        config: smallConfig({ training }),
        symbols: ['A'],
        minSamples: 5,
        champions: changes.champions ?? [champion],
        retrainer: (task) => {
          const started: Started = {
            task,
            cancelled: false,
            outcome: outcome(task),
            cancel: () => {
              started.cancelled = true;
            },
          };
          this.started.push(started);
          return started;
        },
        logger: {
          ...SILENT_LOGGER,
          info: (line) => this.lines.push(line),
          error: (line) => this.errors.push(line),
        },
      },
      this.buffer,
    );
  }

  /** Plays the next bar; what was settled at it. */
  async next(recorded: readonly RetrainRecord[] = []): Promise<RetrainRecord[]> {
    this.bar++;
    this.replay.advance(this.slice);
    this.buffer.append(this.slice);
    const records = await this.desk.settle(this.bar, this.slice.time, recorded);
    this.desk.trigger(this.bar, this.slice.time, Number.NaN);
    return records;
  }

  async upTo(bar: number): Promise<RetrainRecord[]> {
    const records: RetrainRecord[] = [];
    while (this.bar < bar) records.push(...(await this.next()));
    return records;
  }
}

describe('RetrainDesk', () => {
  it('settles a retrain at a fixed number of bars after its trigger, and says so', async () => {
    const stage = new Stage(async () => accepted);
    expect(await stage.upTo(INTERVAL + LATENCY - 1)).toEqual([]);
    expect(stage.started.map(({ task }) => task.champion)).toEqual([champion]);
    expect(stage.desk.champions).toEqual([champion]);
    expect(await stage.next()).toEqual([
      {
        model: 'ridge',
        triggerBar: 10,
        effectBar: 13,
        time: dayOf(13),
        reasons: ['interval (10 >= 10)'],
        verdict: 'ACCEPTED',
        championLoss: 1,
        challengerLoss: 0.9,
        detail: 'hold-out loss 1.000000 -> 0.900000',
      },
    ]);
    expect(stage.desk.champions).toEqual([challenger]);
    expect(stage.lines).toEqual([
      'Retrain triggered at bar 10 | reasons: interval (10 >= 10)',
      "Retrain 'ridge' ACCEPTED | hold-out loss 1.000000 -> 0.900000",
    ]);
    await stage.upTo(20);
    expect(stage.started[1].task.champion).toBe(challenger);
  });

  it.each([
    ['REJECTED', rejected],
    ['FAILED', failed],
  ])('keeps the champion when a challenger is %s', async (verdict, outcome) => {
    const stage = new Stage(async () => outcome);
    const [record] = await stage.upTo(INTERVAL + LATENCY);
    expect(record.verdict).toBe(verdict);
    expect(stage.desk.champions).toEqual([champion]);
    expect(stage.errors).toEqual(
      verdict === 'FAILED' ? ["Retrain 'ridge' FAILED | child ended with signal SIGKILL"] : [],
    );
  });

  it('gives a retrain the bars up to its trigger, and a seed of its own', async () => {
    const stage = new Stage(async () => rejected);
    await stage.upTo(2 * INTERVAL);
    const [first, second] = stage.started.map(({ task }) => task);
    expect(first.tables[0].time.at(-1)).toBe(dayOf(10));
    expect(second.tables[0].time).toHaveLength(20);
    expect(second.seed).not.toBe(first.seed);
  });

  it('never has two waves under way, also when the interval is shorter than the latency', async () => {
    const stage = new Stage(async () => rejected, { interval: 1 });
    const records = await stage.upTo(20);
    expect(records.map(({ triggerBar }) => triggerBar)).toEqual([5, 8, 11, 14, 17]);
  });

  it('triggers nothing when there is nothing to retrain', async () => {
    const stage = new Stage(async () => rejected, { champions: [] });
    await stage.upTo(40);
    expect([stage.started, stage.lines]).toEqual([[], []]);
  });

  it('begins a retrain under way anew after a restart at any bar, from the same task', async () => {
    for (let bar = INTERVAL; bar < INTERVAL + LATENCY; bar++) {
      const stage = new Stage(async () => accepted);
      await stage.upTo(bar);
      const saved = JSON.parse(JSON.stringify([stage.desk.saveState(), stage.buffer.saveState()]));
      const restarted = new Stage(async () => accepted);
      while (restarted.slice.barIndex < bar - 1) restarted.replay.advance(restarted.slice);
      restarted.bar = bar;
      restarted.buffer.loadState(saved[1]);
      restarted.desk.loadState(saved[0] as RetrainDeskState);
      expect(restarted.started.map(({ task }) => task)).toEqual(
        stage.started.map(({ task }) => task),
      );
      expect(await restarted.upTo(40)).toEqual(await stage.upTo(40));
      expect(restarted.desk.saveState()).toEqual(stage.desk.saveState());
    }
  });

  it('is due when no challenger is waited for', async () => {
    const verdict = Promise.withResolvers<RetrainOutcome>();
    const stage = new Stage(() => verdict.promise);
    await stage.upTo(INTERVAL);
    await stage.desk.due(INTERVAL + LATENCY - 1, []);
    const isDue = vi.fn<() => void>();
    const due = stage.desk.due(INTERVAL + LATENCY, []).then(isDue);
    await new Promise(setImmediate);
    expect(isDue).not.toHaveBeenCalled();
    verdict.resolve(rejected);
    await due;
  });

  it.each([failed, rejected])(
    'takes a verdict that was given before as it was: $kind',
    async (was) => {
      const before = new Stage(async () => was);
      const recorded = await before.upTo(INTERVAL + LATENCY);
      const stage = new Stage(() => new Promise(() => undefined));
      await stage.upTo(INTERVAL + LATENCY - 1);
      await stage.desk.due(INTERVAL + LATENCY, recorded);
      expect(await stage.next(recorded)).toEqual(recorded);
      expect(stage.started[0].cancelled).toBe(true);
    },
  );

  it('trains an accepted challenger again, whatever was recorded', async () => {
    const recorded = await new Stage(async () => accepted).upTo(INTERVAL + LATENCY);
    const stage = new Stage(async () => accepted);
    await stage.upTo(INTERVAL + LATENCY - 1);
    expect(await stage.next(recorded)).toEqual(recorded);
    expect(stage.desk.champions).toEqual([challenger]);
  });

  it('cancels what is under way', async () => {
    const stage = new Stage(async () => accepted);
    await stage.upTo(INTERVAL);
    stage.desk.cancel();
    expect(stage.started[0].cancelled).toBe(true);
    expect(await stage.upTo(INTERVAL + LATENCY)).toEqual([]);
  });
});
